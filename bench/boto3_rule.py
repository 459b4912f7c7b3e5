import json

import boto3

config = boto3.client("config")


def compliance_of(item):
    if item["configurationItemStatus"] not in ("OK", "ResourceDiscovered"):
        return "NOT_APPLICABLE"
    broker = item["configuration"]
    if broker["EngineType"].upper() != "RABBITMQ":
        return "NOT_APPLICABLE"
    if broker["DeploymentMode"] != "CLUSTER_MULTI_AZ":
        return "NON_COMPLIANT"
    if broker["PubliclyAccessible"]:
        return "NON_COMPLIANT"
    if not broker["Logs"]["General"]:
        return "NON_COMPLIANT"
    return "COMPLIANT"


def handler(event, context):
    item = json.loads(event["invokingEvent"])["configurationItem"]
    config.put_evaluations(
        ResultToken=event["resultToken"],
        Evaluations=[
            {
                "ComplianceResourceType": item["resourceType"],
                "ComplianceResourceId": item["resourceId"],
                "ComplianceType": compliance_of(item),
                "OrderingTimestamp": item["configurationItemCaptureTime"],
            }
        ],
    )
