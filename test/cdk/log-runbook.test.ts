import { logRunbook } from '../../cdk/constructs/log-runbook.ts';

const NAME = 'rabbitmq-conformance-log-remediation';
const { mainSteps, parameters, outputs, description, ...document } = logRunbook(NAME);

interface Step {
  readonly name: string;
  readonly description: string;
  readonly action: string;
  readonly outputs?: readonly { readonly Name: string }[];
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
  const failed = /^step:(.+)$/.exec(onFailure)?.[1];
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

  it('is described under the headings of the documents of AWS, with every parameter and output', () => {
    const headings = description.split('\n').filter((line) => line.startsWith('#'));
    expect(headings).toEqual([
      `### Document name - ${NAME}`,
      '## What does this document do?',
      '## Input Parameters',
      '## Output Parameters',
    ]);
    const listed = [...description.matchAll(/^\* (\S+): \S/gm)].map(([, name]) => name);
    expect(listed).toEqual([...Object.keys(parameters), ...outputs]);
    for (const { description: what } of STEPS) expect(what).toMatch(/^[A-Z].+\.$/);
  });

  it('has no outputs but those of its steps', () => {
    const ofSteps = STEPS.flatMap(({ name, outputs: own = [] }) => own.map(({ Name }) => `${name}.${Name}`));
    expect(outputs).toEqual(ofSteps);
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
    }
    expect(STEPS.filter((step) => successors(step).length === 0).map(({ name }) => name)).toEqual(['ShowLogs']);
    const before = STEPS.filter((step) => successors(step).includes('ShowLogs'));
    expect(before.map(({ name }) => name)).toEqual(['ConfirmPending', 'ConfirmOn']);
    for (const step of before) {
      expect(step).toMatchObject({ action: 'aws:assertAwsResourceProperty', onFailure: 'Abort' });
      expect(step.inputs.PropertySelector).toMatch(/^\$\.Logs\.(Pending\.)?General$/);
      expect(step).not.toHaveProperty('isCritical');
    }
  });

  it('ends as the confirmation did, whatever becomes of its outputs', () => {
    const last = STEPS.at(-1);
    expect(last).toMatchObject({ inputs: { Api: 'DescribeBroker' }, isCritical: false, isEnd: true });
  });

  it('goes on after a step that may fail, which a step that ends the run would not', () => {
    const uncritical = STEPS.slice(0, -1).filter(({ isCritical = true }) => !isCritical);
    expect(uncritical.map(({ name }) => name)).toEqual(['WaitUntilOn']);
    for (const step of uncritical) {
      expect(step).not.toHaveProperty('isEnd');
      expect(successors(step)).toEqual(['ConfirmOn', 'ConfirmPending']);
    }
  });
});
