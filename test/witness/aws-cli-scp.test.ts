import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { split } from 'shlex';
import { serviceControlPolicy } from '../../cdk/protection/service-control-policy.ts';
import { parseSettings } from '../../cdk/settings/parse-settings.ts';
import { scp } from '../../cli/scp/scp.ts';
import { createAwsState } from '../../simulator/aws/aws-state.ts';
import { awsEnvironment, startAwsEndpoints } from '../../simulator/aws/endpoints.ts';
import { createAdministratorKey, createSimulation } from '../../simulator/aws/simulation.ts';
import { answer } from '../../simulator/services.ts';
import { ACCOUNTS, ADMINISTRATOR, MANAGEMENT, ROOT, SETTINGS } from '../simulator/support.ts';
import { startAwsCliServer } from '../support/aws-cli-server.ts';
import { describeWith } from '../support/missing.ts';
import { findWitness, runWitness } from '../support/python.ts';

describeWith(findWitness('aws'))('The AWS CLI', () => {
  test('attaches the policy with the commands that scp prints', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'aws-cli-scp-'));
    const state = createAwsState(ACCOUNTS);
    const simulation = createSimulation(state, { order: 'by-arrival' });
    const endpoints = await startAwsEndpoints((call) => answer(simulation, call));
    const aws = await startAwsCliServer();
    try {
      const written = { stdout: '', stderr: '' };
      const io = {
        stdin: Object.assign((async function* () {})(), { isTTY: false }),
        stdout: { write: (text: string) => (written.stdout += text) },
        stderr: { write: (text: string) => (written.stderr += text) },
        ...{ useColour: false, version: '1.2.3' },
      };
      const settings = join(folder, 'settings.json');
      writeFileSync(settings, JSON.stringify(SETTINGS.organization));
      const ports = { loadParser: async () => parseSettings, loadPolicyMaker: async () => serviceControlPolicy };
      expect(await scp({ settings, administratorAccount: ADMINISTRATOR }, io, ports)).toBe(0);
      writeFileSync(join(folder, 'scp.json'), written.stdout);

      const commands = written.stderr
        .replaceAll('\\\n', ' ')
        .split('\n')
        .filter((line) => line.startsWith('  aws '));
      const environment = awsEnvironment(endpoints.url, createAdministratorKey(simulation, MANAGEMENT));
      let id = '';
      // The last one is for a root without the policy type, so it comes first here.
      for (const command of [...commands.slice(-1), ...commands.slice(0, -1)]) {
        const [, ...args] = split(
          command.replace('file://', `file://${folder}/`).replace('<ID>', id).replace('<root>', ROOT),
        );
        const { status, output, errors } = await runWitness(aws.program, ['--output', 'text', ...args], {
          environment,
        });
        expect({ command, status, errors }).toEqual({ command, status: 0, errors: '' });
        if (command.includes('create-policy')) id = output.trim();
      }
      expect(commands).toHaveLength(3);
      expect([...(state.controlPolicies.attachments.get(ROOT) ?? [])]).toEqual(['p-FullAWSAccess', id]);
      expect(state.controlPolicies.all.get(id)?.content).toBe(written.stdout);
    } finally {
      await aws.stop();
      await endpoints.close();
      rmSync(folder, { recursive: true });
    }
  });
});
