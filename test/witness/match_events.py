"""Asks moto whether patterns of EventBridge match events.

Reads a JSON list of pairs from standard input, and writes a JSON list of booleans:

    [[{"source": ["aws.config"]}, {"source": "aws.config", "detail": {}}], ...]
"""

import json
import sys

from moto.events.models import EventPattern

json.dump(
    [EventPattern(None, pattern).matches_event(event) for pattern, event in json.load(sys.stdin)],
    sys.stdout,
)
