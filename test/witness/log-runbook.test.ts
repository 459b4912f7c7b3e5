import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { logRunbook } from '../../cdk/constructs/log-runbook.ts';
import { describeWith } from '../support/missing.ts';
import { findWitness } from '../support/python.ts';

const python = findWitness('python');

// Automation calls AWS with the SDK for Python, and so takes and gives the names of that.
// https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-action-executeAwsApi.html
const PROGRAM = `
import botocore.session, json, sys

service = botocore.session.get_session().get_service_model('mq')

def member(shape, path):
    for name in path:
        shape = shape.members[name]
    return shape.type_name

def paths(value, path=()):
    if isinstance(value, dict):
        return [p for name, inner in value.items() for p in paths(inner, path + (name,))]
    return [path]

for step in json.load(sys.stdin):
    inputs = step['inputs']
    assert inputs.pop('Service') == service.service_name
    operation = service.operation_model(inputs.pop('Api'))
    selector, values = inputs.pop('PropertySelector', None), inputs.pop('DesiredValues', None)
    for path in paths(inputs):
        print(step['name'], '.'.join(path), member(operation.input_shape, path))
    selectors = [selector] if selector else [output['Selector'] for output in step.get('outputs', [])]
    for selector in selectors:
        print(step['name'], selector, member(operation.output_shape, selector.split('.')[1:]))
`;

describeWith(python)('the SDK for Python', () => {
  it('knows every call of the runbook for logs, and each member by its name', async () => {
    const running = promisify(execFile)(python ?? '', ['-c', PROGRAM]);
    running.child.stdin?.end(JSON.stringify(logRunbook('log-remediation').mainSteps));
    const { stdout } = await running;
    expect(stdout.trim().split('\n')).toEqual([
      'RefuseOtherEngines BrokerId string',
      'RefuseOtherEngines $.EngineType string',
      'SwitchOn BrokerId string',
      'SwitchOn Logs.General boolean',
      'WaitUntilOn BrokerId string',
      'WaitUntilOn $.Logs.General boolean',
      'ConfirmPending BrokerId string',
      'ConfirmPending $.Logs.Pending.General boolean',
      'ConfirmOn BrokerId string',
      'ConfirmOn $.Logs.General boolean',
      'ShowLogs BrokerId string',
      'ShowLogs $.BrokerArn string',
      'ShowLogs $.Logs structure',
    ]);
  });
});
