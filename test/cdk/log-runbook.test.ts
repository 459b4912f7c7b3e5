import { logRunbook } from '../../cdk/constructs/log-runbook.ts';

const { mainSteps, parameters, ...document } = logRunbook();

interface Step {
  readonly name: string;
  readonly action: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly onFailure: string;
  readonly nextStep?: string;
  readonly isEnd?: boolean;
  readonly isCritical?: boolean;
}

const STEPS: readonly Step[] = mainSteps;
const NAMES = STEPS.map(({ name }) => name);

/** Where a step goes if it succeeds and if it fails, the end of the run left out. */
function successors({ name, nextStep, isEnd, onFailure }: Step): readonly string[] {
  const inOrder = NAMES[NAMES.indexOf(name) + 1];
  const failed = onFailure === 'Abort' ? undefined : onFailure.replace(/^step:/, '');
  return [isEnd ? undefined : (nextStep ?? inOrder), failed].filter((other) => other !== undefined);
}

// https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-actions.html
describe('the runbook for logs', () => {
  it('is one of Automation, and acts as the role that it is given, never with the rights of whoever starts it', () => {
    expect(document).toMatchObject({ schemaVersion: '0.3', assumeRole: '{{ AutomationAssumeRole }}' });
    expect(Object.keys(parameters)).toEqual(['AutomationAssumeRole', 'BrokerId']);
    for (const parameter of Object.values(parameters)) expect(parameter).not.toHaveProperty('default');
  });

  it.each([
    ['AutomationAssumeRole', 'arn:aws:iam::111122223333:role/rabbitmq-conformance-log-remediation', true],
    ['AutomationAssumeRole', 'arn:aws-us-gov:iam::111122223333:role/team/mq-log-remediation', true],
    ['AutomationAssumeRole', '', false],
    ['AutomationAssumeRole', 'rabbitmq-conformance-log-remediation', false],
    ['BrokerId', 'b-1234a5b6-78cd-901e-2fgh-3i45j6k178l9', true],
    ['BrokerId', 'arn:aws:mq:eu-west-1:111122223333:broker:orders:b-1', false],
    ['BrokerId', 'orders', false],
    ['BrokerId', '', false],
  ] as const)('takes a %s of "%s": %s', (name, value, isTaken) => {
    expect(new RegExp(parameters[name].allowedPattern).test(value)).toBe(isTaken);
  });

  it('changes the general log and nothing else, in one step', () => {
    const changing = STEPS.filter(({ inputs }) => inputs.Api !== 'DescribeBroker');
    const inputs = { Service: 'mq', Api: 'UpdateBroker', BrokerId: '{{ BrokerId }}', Logs: { General: true } };
    expect(changing.map((step) => [step.name, step.inputs])).toEqual([['SwitchOn', inputs]]);
    expect(changing.map(({ action }) => action)).toEqual(['aws:executeAwsApi']);
  });

  it('asserts the engine before it changes anything, and stops where that fails', () => {
    expect(STEPS[0]).toMatchObject({
      action: 'aws:assertAwsResourceProperty',
      inputs: { PropertySelector: '$.EngineType', DesiredValues: ['RABBITMQ', 'RabbitMQ', 'rabbitmq'] },
      onFailure: 'Abort',
    });
    expect(STEPS[1]?.name).toBe('SwitchOn');
  });

  it('compares booleans as Automation writes them, with a capital letter', () => {
    const ofLogs = STEPS.filter(({ inputs }) => String(inputs.PropertySelector).includes('Logs'));
    expect(ofLogs).toHaveLength(3);
    for (const { inputs } of ofLogs) expect(inputs.DesiredValues).toContain('True');
  });

  it('ends, and well only after a critical step that saw the log on or pending', () => {
    for (const step of STEPS) {
      expect(step.name).toMatch(/^\w+$/);
      // Forwards only, so that there is no loop.
      for (const other of successors(step)) expect(NAMES.indexOf(other)).toBeGreaterThan(NAMES.indexOf(step.name));
      if (successors(step).length > 0) continue;
      expect(step).toMatchObject({ action: 'aws:assertAwsResourceProperty', onFailure: 'Abort', isEnd: true });
      expect(step.inputs.PropertySelector).toMatch(/^\$\.Logs\.(Pending\.)?General$/);
      expect(step).not.toHaveProperty('isCritical');
    }
  });

  it('goes on after a step that may fail, which a step that ends the run would not', () => {
    const uncritical = STEPS.filter(({ isCritical = true }) => !isCritical);
    expect(uncritical.map(({ name }) => name)).toEqual(['WaitUntilOn']);
    for (const step of uncritical) {
      expect(step).not.toHaveProperty('isEnd');
      expect(successors(step)).toEqual(['ConfirmOn', 'ConfirmPending']);
    }
  });
});
