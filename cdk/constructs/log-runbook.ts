// Amazon MQ uses all three, and Automation compares case-sensitively.
const RABBITMQ = ['RABBITMQ', 'RabbitMQ', 'rabbitmq'];

// Automation compares a boolean as a string with a capital letter. The lowercase form is there in case that changes.
// https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-action-assertAwsResourceProperty.html
const TRUE = ['True', 'true'];

const BROKER_ID = '{{ BrokerId }}';
const ROLE_MEANING = '(Required) The ARN of a role that may describe and update the broker.';
const BROKER_MEANING = '(Required) The ID of the broker: what follows the last colon of its ARN.';

/**
 * The Systems Manager Automation runbook that turns on general logging for a RabbitMQ broker. It succeeds if general
 * logging is on, or is pending until the next maintenance window or reboot. It never sends `Audit`: for RabbitMQ,
 * Amazon MQ rejects the whole update if it contains `Audit`, even as false.
 *
 * It runs no script: Automation has only scripts to take an ARN apart, and they name a version of Python, which AWS
 * retires one day.
 * @param name of the document, which its description begins with, as in the documents of AWS
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-schemas-features.html
 * https://github.com/awslabs/aws-systems-manager/tree/master/Documents/Automation
 */
export function logRunbook(name: string) {
  return {
    schemaVersion: '0.3',
    description: describe(name),
    assumeRole: '{{ AutomationAssumeRole }}',
    parameters: {
      // No default, because Automation would then act with the permissions of whoever starts it.
      AutomationAssumeRole: {
        type: 'String',
        description: ROLE_MEANING,
        allowedPattern: '^arn:[a-z-]+:iam::[0-9]{12}:role/.+$',
      },
      BrokerId: { type: 'String', description: BROKER_MEANING, allowedPattern: '^b-[0-9a-z-]{1,62}$' },
    },
    outputs: ['ShowLogs.BrokerArn', 'ShowLogs.Logs'],
    mainSteps: [
      {
        name: 'RefuseOtherEngines',
        description: 'Fails if the broker does not run RabbitMQ.',
        action: 'aws:assertAwsResourceProperty',
        inputs: { ...describeBroker, PropertySelector: '$.EngineType', DesiredValues: RABBITMQ },
        onFailure: 'Abort',
      },
      {
        name: 'SwitchOn',
        description: 'Asks Amazon MQ to turn on general logging.',
        action: 'aws:executeAwsApi',
        inputs: { Service: 'mq', Api: 'UpdateBroker', BrokerId: BROKER_ID, Logs: { General: true } },
        onFailure: 'Abort',
      },
      {
        name: 'WaitUntilOn',
        description: 'Waits up to ten minutes until it is on.',
        action: 'aws:waitForAwsResourceProperty',
        timeoutSeconds: 600,
        inputs: { ...describeBroker, PropertySelector: '$.Logs.General', DesiredValues: TRUE },
        // The change may be pending until the maintenance window or a reboot. This runbook does not reboot brokers.
        onFailure: 'step:ConfirmPending',
        isCritical: false,
        // Not isEnd, which would end the run here successfully, even if general logging is off.
        // https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-actions.html
        nextStep: 'ConfirmOn',
      },
      {
        name: 'ConfirmPending',
        description: 'Fails unless the change is pending.',
        action: 'aws:assertAwsResourceProperty',
        inputs: { ...describeBroker, PropertySelector: '$.Logs.Pending.General', DesiredValues: TRUE },
        onFailure: 'Abort',
        nextStep: 'ShowLogs',
      },
      {
        name: 'ConfirmOn',
        description: 'Fails unless general logging is on.',
        action: 'aws:assertAwsResourceProperty',
        inputs: { ...describeBroker, PropertySelector: '$.Logs.General', DesiredValues: TRUE },
        onFailure: 'Abort',
      },
      {
        name: 'ShowLogs',
        description: 'Reads the outputs.',
        action: 'aws:executeAwsApi',
        inputs: describeBroker,
        // Whole, because a selector that finds nothing fails the step, and only a pending change has `Pending`.
        outputs: [
          { Name: 'BrokerArn', Selector: '$.BrokerArn', Type: 'String' },
          { Name: 'Logs', Selector: '$.Logs', Type: 'StringMap' },
        ],
        // The step before has confirmed the result.
        onFailure: 'Continue',
        isCritical: false,
        isEnd: true,
      },
    ],
  };
}

/**
 * Under the headings of the documents of AWS, which the console renders. Short, because the template of a StackSet, with the
 * function in it, may have 51,200 bytes.
 */
function describe(name: string): string {
  return `### Document name - ${name}

## What does this document do?
It turns on general logging for an Amazon MQ for RabbitMQ broker with the UpdateBroker API, and changes nothing else. It does not reboot the broker. It succeeds if general logging is on, or pending until the maintenance window or a reboot.

## Input Parameters
* AutomationAssumeRole: ${ROLE_MEANING}
* BrokerId: ${BROKER_MEANING}

## Output Parameters
* ShowLogs.BrokerArn: The ARN of the broker.
* ShowLogs.Logs: Its logs. General is true, or Pending has the change.
`;
}

const describeBroker = { Service: 'mq', Api: 'DescribeBroker', BrokerId: BROKER_ID } as const;
