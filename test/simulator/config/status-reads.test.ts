import {
  ConfigServiceClient,
  DescribeConfigRulesCommand,
  DescribeConfigurationRecorderStatusCommand,
  DescribeConfigurationRecordersCommand,
  DescribeConformancePackStatusCommand,
  DescribeConformancePacksCommand,
  DescribeOrganizationConformancePackStatusesCommand,
  DescribeOrganizationConformancePacksCommand,
  GetOrganizationConformancePackDetailedStatusCommand,
  StartConfigRulesEvaluationCommand,
} from '@aws-sdk/client-config-service';
import { joinOrganization } from '../../../simulator/aws/organization.ts';
import { dueEvents } from '../../../simulator/config/rule-events.ts';
import type { World, WorldOptions } from '../support.ts';
import { ADMINISTRATOR, ORDERS, ORGANIZATION, withWorld } from '../support.ts';

const PACK = 'rabbitmq-conformance';
/** An account without a recorder. */
const NEWCOMER = '444444444444';

/** An organization, and clients for its accounts. */
function withClients(
  options: WorldOptions,
  use: (clientOf: (accountId: string) => ConfigServiceClient, world: World) => Promise<void>,
): Promise<void> {
  return withWorld('organization', options, async (world) => {
    const clients: ConfigServiceClient[] = [];
    const clientOf = (accountId: string) => {
      const client = new ConfigServiceClient(world.clientConfig(accountId));
      clients.push(client);
      return client;
    };
    try {
      await use(clientOf, world);
    } finally {
      for (const client of clients) client.destroy();
    }
  });
}

test('an administrator sees in which account the pack failed, and why', async () => {
  await withClients({}, async (clientOf, { simulation }) => {
    joinOrganization(simulation.state, { id: NEWCOMER, organizationId: ORGANIZATION, recorders: [] });
    const client = clientOf(ADMINISTRATOR);
    const of = { OrganizationConformancePackName: PACK };
    const all = await client.send(new DescribeOrganizationConformancePacksCommand({}));
    expect(all.OrganizationConformancePacks).toMatchObject([{ ...of, LastUpdateTime: expect.any(Date) }]);
    const statuses = await client.send(new DescribeOrganizationConformancePackStatusesCommand({}));
    expect(statuses.OrganizationConformancePackStatuses).toMatchObject([{ ...of, Status: 'CREATE_SUCCESSFUL' }]);
    const details = await client.send(new GetOrganizationConformancePackDetailedStatusCommand(of));
    const shown = details.OrganizationConformancePackDetailedStatuses?.map(({ AccountId, Status }) => [
      AccountId,
      Status,
    ]);
    expect(shown).toContainEqual([ORDERS, 'CREATE_SUCCESSFUL']);
    const failed = new GetOrganizationConformancePackDetailedStatusCommand({
      ...of,
      Filters: { Status: 'CREATE_FAILED' },
    });
    expect((await client.send(failed)).OrganizationConformancePackDetailedStatuses).toMatchObject([
      { AccountId: NEWCOMER, ErrorCode: 'NoAvailableConfigurationRecorder' },
    ]);

    const recorders = await clientOf(NEWCOMER).send(new DescribeConfigurationRecordersCommand({}));
    expect(recorders.ConfigurationRecorders).toEqual([]);
    const status = await clientOf(ORDERS).send(new DescribeConfigurationRecorderStatusCommand({}));
    expect(status.ConfigurationRecordersStatus).toMatchObject([{ recording: true, lastStatus: 'SUCCESS' }]);
  });
});

test('a member sees its pack and its rules, and can have a rule evaluated', async () => {
  await withClients({}, async (clientOf, { simulation }) => {
    const client = clientOf(ORDERS);
    const { ConformancePackDetails = [] } = await client.send(new DescribeConformancePacksCommand({}));
    const names = ConformancePackDetails.map(({ ConformancePackName = '' }) => ConformancePackName);
    expect(names).toEqual([expect.stringContaining(PACK)]);
    const status = await client.send(new DescribeConformancePackStatusCommand({ ConformancePackNames: names }));
    expect(status.ConformancePackStatusDetails).toMatchObject([
      { ConformancePackState: 'CREATE_COMPLETE', StackArn: expect.stringContaining(':stack/') },
    ]);
    const { ConfigRules = [] } = await client.send(new DescribeConfigRulesCommand({}));
    expect(ConfigRules).toHaveLength(3);
    const [rule] = ConfigRules;
    expect(rule).toMatchObject({
      ConfigRuleState: 'ACTIVE',
      Source: { Owner: 'CUSTOM_LAMBDA', SourceIdentifier: expect.stringContaining(`:${ADMINISTRATOR}:function:`) },
    });
    dueEvents(simulation);
    await client.send(new StartConfigRulesEvaluationCommand({ ConfigRuleNames: [rule?.ConfigRuleName ?? ''] }));
    expect(dueEvents(simulation).map((due) => [due.rule.accountId, due.rule.name])).toEqual([
      [ORDERS, rule?.ConfigRuleName],
    ]);
  });
});

test.each<[what: string, command: object, code: string]>([
  ['a pack', new DescribeConformancePacksCommand({ ConformancePackNames: ['none'] }), 'NoSuchConformancePackException'],
  ['a rule', new DescribeConfigRulesCommand({ ConfigRuleNames: ['none'] }), 'NoSuchConfigRuleException'],
  [
    'a rule to evaluate',
    new StartConfigRulesEvaluationCommand({ ConfigRuleNames: ['none'] }),
    'NoSuchConfigRuleException',
  ],
  [
    'what belongs to administrators',
    new DescribeOrganizationConformancePacksCommand({}),
    'OrganizationAccessDeniedException',
  ],
])('a member is refused %s that is not there for it', async (_, command, name) => {
  await withClients({}, async (clientOf) => {
    const sent = clientOf(ORDERS).send(command as DescribeConfigRulesCommand);
    await expect(sent).rejects.toMatchObject({ name });
  });
});
