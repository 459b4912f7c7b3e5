"""Asks the policy evaluator of ministack.

Reads a JSON list of requests from standard input, and writes a JSON list of whether each is allowed:

    {"policies": [{...}], "action": "mq:ListBrokers", "resource": "*", "context": {"aws:PrincipalOrgID": "o-1"}}
    {"trust": {...}, "caller": "arn:aws:iam::111122223333:role/evaluator", "action": "sts:AssumeRole", ...}
    {"trust": {...}, "service": "lambda.amazonaws.com", "action": "sts:AssumeRole", ...}
"""

import json
import sys

from ministack.core.iam_evaluator import (
    EvalContext,
    evaluate,
    evaluate_resource_policy,
    evaluate_trust_policy,
    parse_policy_document,
)


def is_allowed(request):
    keys = {key.lower(): value for key, value in request["context"].items()}
    context = EvalContext(
        principal_arn=keys.get("aws:principalarn", "" if "service" in request else None),
        principal_type="AssumedRole",
        principal_account="",
        action=request["action"],
        resource_arn=request["resource"],
        region="",
        service_context=keys,
    )
    if "caller" in request:
        return evaluate_trust_policy(request["trust"], request["caller"], context)
    if "service" in request:
        result = evaluate_resource_policy(request["trust"], context, service=request["service"])
    else:
        result = evaluate(context, [parse_policy_document(policy) for policy in request["policies"]])
    return result.decision == "Allow"


json.dump([is_allowed(request) for request in json.load(sys.stdin)], sys.stdout)
