// Amazon MQ writes all three, and Automation compares with regard to case.
const RABBITMQ = ['RABBITMQ', 'RabbitMQ', 'rabbitmq'];

// Automation compares a boolean as a text with a capital letter. The other is for the case that it should not.
// https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-action-assertAwsResourceProperty.html
const TRUE = ['True', 'true'];

const BROKER_ID = '{{ BrokerId }}';

/**
 * The runbook of Systems Manager Automation that switches the general log of a RabbitMQ broker on, and ends well if it is on or will be
 * with the next maintenance or reboot. `Audit` is never sent: Amazon MQ refuses it for RabbitMQ, even as false, and with it the whole update.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-schemas-features.html
 */
export function logRunbook() {
  return {
    schemaVersion: '0.3',
    description:
      'Switches the general log of an Amazon MQ RabbitMQ broker on. Changes nothing else of it, and no broker of another engine.',
    assumeRole: '{{ AutomationAssumeRole }}',
    parameters: {
      // Without a default: Automation would otherwise act with the rights of whoever starts it.
      AutomationAssumeRole: {
        type: 'String',
        description: 'The ARN of the role that may describe and update the broker.',
        allowedPattern: '^arn:[a-z-]+:iam::[0-9]{12}:role/.+$',
      },
      BrokerId: { type: 'String', description: 'The id of the broker.', allowedPattern: '^b-[0-9a-z-]{1,62}$' },
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
        // It may wait for the maintenance window or a reboot, which this runbook does not do.
        onFailure: 'step:ConfirmPending',
        isCritical: false,
        // Not isEnd, which would end the run here, and well, even if the log is off.
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
