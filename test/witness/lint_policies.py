"""Reads a JSON list of policy documents from standard input, and writes a JSON list of what parliament finds in each."""

import json
import sys

import parliament


def findings_of(policy):
    # The auditors of its community look for permissions that help an intruder.
    analysis = parliament.analyze_policy_string(json.dumps(policy), include_community_auditors=True)
    return [f"{finding.issue}: {finding.detail}" for finding in analysis.findings]


json.dump([findings_of(policy) for policy in json.load(sys.stdin)], sys.stdout)
