"""Validates what was sent and what was answered against botocore's models of the services.

Reads a JSON list of messages from standard input, and writes a JSON list with the problems of each:

    {"service": "mq", "operation": "ListBrokers", "kind": "input", "body": {"maxResults": "100"}}

The body of an input are its members, with the names that they have on the wire. That of an output or of an error is
the text of the HTTP answer; an error has its "status" and "headers" too.
"""

import json
import re
import sys
from datetime import datetime, timezone
from xml.etree import ElementTree

from botocore.parsers import create_parser
from botocore.session import get_session
from botocore.validate import ParamValidator

SERVICES = ("account", "cloudformation", "config", "iam", "lambda", "mq", "organizations", "ssm", "sts")

# What any operation may be refused with, without saying so in its model.
# https://docs.aws.amazon.com/config/latest/APIReference/CommonErrors.html
COMMON_ERRORS = {
    "json": {
        "AccessDeniedException",
        "ExpiredTokenException",
        "InternalFailure",
        "ThrottlingException",
        "UnknownOperationException",
        "UnrecognizedClientException",
        "ValidationException",
    },
    "rest-json": {"AccessDeniedException", "InternalFailure", "UnrecognizedClientException"},
    "query": {
        "AccessDenied",
        "InternalFailure",
        "InvalidAction",
        "InvalidClientTokenId",
        "Throttling",
        "ValidationError",
    },
}


def problems_of(models, message):
    model = models[message["service"]]
    if message["operation"] not in model.operation_names:
        return [f"{model.service_name} has no {message['operation']}"]
    operation = model.operation_model(message["operation"])
    protocol = model.metadata["protocol"]
    if message["kind"] == "error":
        return error_problems(operation, protocol, message)
    problems = []
    body = message["body"]
    if message["kind"] == "input":
        shape = operation.input_shape
        if protocol == "query":
            body = {**body}
            for name, expected in {"Action": operation.name, "Version": model.api_version}.items():
                if body.pop(name, None) != expected:
                    problems.append(f"{name} is not {expected}")
    else:
        shape = operation.output_shape
        body = from_xml(shape, body, problems) if protocol == "query" else json.loads(body)
    if shape is None:
        return problems + [f"{name} is no member: there are none" for name in body]
    members = decode(shape, body, "", protocol, problems)
    report = ParamValidator().validate(members, shape).generate_report()
    return problems + report.splitlines()


def decode(shape, value, path, protocol, problems):
    """Gives a value from the wire the names and types of the model. Reports what ParamValidator does not look at."""
    if value is None:
        problems.append(f"{path} is null")
        return value
    if shape.type_name == "structure" and isinstance(value, dict):
        members = {wire_name(name, member): (name, member) for name, member in shape.members.items()}
        decoded = {}
        for key, item in value.items():
            if key not in members:
                problems.append(f"{path}.{key} is no member of {shape.name}")
                continue
            name, member = members[key]
            decoded[name] = decode(member, item, f"{path}.{name}", protocol, problems)
        return decoded
    if shape.type_name == "list" and isinstance(value, list):
        check_length(shape, value, path, problems)
        return [decode(shape.member, item, f"{path}[]", protocol, problems) for item in value]
    if shape.type_name == "map" and isinstance(value, dict):
        check_length(shape, value, path, problems)
        return {key: decode(shape.value, item, f"{path}{{}}", protocol, problems) for key, item in value.items()}
    if shape.type_name == "timestamp":
        return decode_time(value, path, protocol, problems)
    if shape.type_name == "boolean" and protocol == "query":
        return {"true": True, "false": False}.get(value, value)
    if shape.type_name in ("integer", "long"):
        is_text = protocol == "query" or shape.serialization.get("location") == "querystring"
        if is_text and re.fullmatch(r"\d+", str(value)):
            value = int(value)
        if isinstance(value, int) and value > shape.metadata.get("max", value):
            problems.append(f"{path} is larger than {shape.metadata['max']}")
    if shape.type_name == "string" and isinstance(value, str):
        check_length(shape, value, path, problems)
        if shape.enum and value not in shape.enum:
            problems.append(f"{path} is none of the values that the model has: {value}")
        pattern = shape.metadata.get("pattern")
        if pattern and not re.fullmatch(pattern, value, re.DOTALL):
            problems.append(f"{path} does not match {pattern}")
    return value


def wire_name(name, member):
    wire = member.serialization.get("name", name)
    if member.serialization.get("location") != "uri":
        return wire
    # A part of a path has no name on the wire. Here it is that of the other members: broker-id is brokerId.
    return re.sub(r"-(\w)", lambda match: match[1].upper(), wire)


def decode_time(value, path, protocol, problems):
    try:
        if protocol == "json" and not isinstance(value, str):
            return datetime.fromtimestamp(value, timezone.utc)
        if protocol != "json" and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", value):
            return datetime.fromisoformat(value.replace("Z", "+00:00"))
    except (TypeError, ValueError, OverflowError):
        pass
    problems.append(f"{path} is no time: {value}")
    return datetime.now(timezone.utc)


def check_length(shape, value, path, problems):
    if len(value) > shape.metadata.get("max", len(value)):
        problems.append(f"{path} has {len(value)} and not at most {shape.metadata['max']}")


def from_xml(shape, text, problems):
    """The members in an answer of the query protocol."""
    root = ElementTree.fromstring(text)
    tags = [local_name(child) for child in root]
    expected = [shape.serialization["resultWrapper"]] if shape else []
    if tags != [*expected, "ResponseMetadata"]:
        problems.append(f"The answer has the elements {tags}")
        return {}
    return xml_value(shape, root[0]) if shape else {}


def xml_value(shape, element):
    if shape is not None and shape.type_name == "structure":
        return {local_name(child): xml_value(shape.members.get(local_name(child)), child) for child in element}
    if shape is not None and shape.type_name == "list":
        return [xml_value(shape.member, child) for child in element]
    return element.text or ""


def local_name(element):
    return element.tag.rpartition("}")[2]


def error_problems(operation, protocol, message):
    answer = {
        "status_code": message["status"],
        "headers": message["headers"],
        "body": message["body"].encode(),
        "context": {},
    }
    parsed = create_parser(protocol).parse(answer, operation.output_shape)
    error = parsed["Error"]
    modelled = {shape.metadata.get("error", {}).get("code", shape.name) for shape in operation.error_shapes}
    problems = []
    if error["Code"] not in modelled | COMMON_ERRORS[protocol]:
        problems.append(f"{operation.name} is not refused with {error['Code']}")
    if not error.get("Message"):
        problems.append("The error has no message")
    if protocol == "query" and error.get("Type") not in ("Sender", "Receiver"):
        problems.append("The error has no type")
    if not parsed["ResponseMetadata"].get("RequestId"):
        problems.append("The error has no request id")
    return problems


def main():
    session = get_session()
    models = {service: session.get_service_model(service) for service in SERVICES}
    json.dump([problems_of(models, message) for message in json.load(sys.stdin)], sys.stdout)


main()
