// Amazon MQ uses all three, and Automation compares case-sensitively.
const RABBITMQ = ['RABBITMQ', 'RabbitMQ', 'rabbitmq'];

// Automation compares a boolean as a string with a capital letter. The lowercase form is there in case that changes.
// https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-action-assertAwsResourceProperty.html
const TRUE = ['True', 'true'];

const BROKER_ID = '{{ BrokerId }}';

/**
 * The Systems Manager Automation runbook that turns on general logging for a RabbitMQ broker. It succeeds if general
 * logging is on, or is pending until the next maintenance window or reboot. It never sends `Audit`: for RabbitMQ,
 * Amazon MQ rejects the whole update if it contains `Audit`, even as false.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-schemas-features.html
 */
export function logRunbook() {
  return {
    schemaVersion: '0.3',
    description:
      'Turns on general logging for an Amazon MQ RabbitMQ broker. Changes no other setting, and no broker of another engine.',
    assumeRole: '{{ AutomationAssumeRole }}',
    parameters: {
      // No default, because Automation would then act with the permissions of whoever starts it.
      AutomationAssumeRole: {
        type: 'String',
        description: 'The ARN of the role that may describe and update the broker.',
        allowedPattern: '^arn:[a-z-]+:iam::[0-9]{12}:role/.+$',
      },
      BrokerId: { type: 'String', description: 'The ID of the broker.', allowedPattern: '^b-[0-9a-z-]{1,62}$' },
    },
    mainSteps: [
      {
        name: 'RefuseOtherEngines',
        action: 'aws:assertAwsResourceProperty',
        inputs: { ...describeBroker, PropertySelector: '$.EngineType', DesiredValues: RABBITMQ },
        onFailure: 'Abort',
      },
      {
        name: 'SwitchOn',
        action: 'aws:executeAwsApi',
        inputs: { Service: 'mq', Api: 'UpdateBroker', BrokerId: BROKER_ID, Logs: { General: true } },
        onFailure: 'Abort',
      },
      {
        name: 'WaitUntilOn',
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
        action: 'aws:assertAwsResourceProperty',
        inputs: { ...describeBroker, PropertySelector: '$.Logs.Pending.General', DesiredValues: TRUE },
        onFailure: 'Abort',
        isEnd: true,
      },
      {
        name: 'ConfirmOn',
        action: 'aws:assertAwsResourceProperty',
        inputs: { ...describeBroker, PropertySelector: '$.Logs.General', DesiredValues: TRUE },
        onFailure: 'Abort',
        isEnd: true,
      },
    ],
  };
}

const describeBroker = { Service: 'mq', Api: 'DescribeBroker', BrokerId: BROKER_ID } as const;
