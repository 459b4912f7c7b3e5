import type { App } from 'aws-cdk-lib';
import { BOOTSTRAP_QUALIFIER_CONTEXT, Tags } from 'aws-cdk-lib';
import { managementPackStackName } from './settings/names.ts';
import type { Settings } from './settings/settings.ts';
import { AccountStack } from './stacks/account.ts';
import { AccountPacksStack } from './stacks/account-packs.ts';
import { EvaluatorStack } from './stacks/evaluator.ts';
import { EventForwardingStack } from './stacks/event-forwarding.ts';
import { HomeStack } from './stacks/home.ts';
import { ManagementAccountStack } from './stacks/management-account.ts';
import { ManagementPackStack } from './stacks/management-pack.ts';
import { NotificationsStack } from './stacks/notifications.ts';
import { OrganizationPackStack } from './stacks/organization-pack.ts';
import type { ShapeProps } from './stacks/shape-props.ts';
import { StackSetStack } from './stacks/stack-set.ts';
import { ViewsStack } from './stacks/views.ts';

/**
 * Adds the stacks of a deployment to the app, in the order that `cdk deploy --all` and `cdk destroy --all` follow.
 *
 * The views come late: the CDK stops at the first stack that fails, and a landing zone may refuse them. They come after
 * the stack that former versions had them in, so that an update deletes them there before it creates them again. Only the
 * pack of the management account, which fails without a recorder, comes later.
 */
export function buildApp(app: App, settings: Settings): void {
  for (const [key, value] of Object.entries(settings.tags)) Tags.of(app).add(key, value);
  const { namePrefix, homeRegion, bootstrapQualifier } = settings;
  if (bootstrapQualifier !== undefined) app.node.setContext(BOOTSTRAP_QUALIFIER_CONTEXT, bootstrapQualifier);
  switch (settings.deployment) {
    case 'organization': {
      const home = new HomeStack(app, `${namePrefix}-home`, inRegion(homeRegion, settings));
      const evaluators = settings.regions.map((region) => {
        const props = inRegion(region, settings);
        const stack = new EvaluatorStack(app, `${namePrefix}-evaluator-${region}`, props);
        const { evaluator } = stack;
        const PackStack = settings.packs === 'organization' ? OrganizationPackStack : AccountPacksStack;
        const pack = new PackStack(app, `${namePrefix}-pack-${region}`, { ...props, evaluator });
        stack.addStackDependency(home);
        pack.addStackDependency(stack);
        if (settings.packs === 'stack-set' && settings.administrator === 'management') {
          const id = managementPackStackName(settings, region);
          new ManagementPackStack(app, id, { ...props, evaluator }).addStackDependency(pack);
        }
        return stack;
      });
      const notifications = addNotifications(app, settings);
      if (notifications !== undefined && settings.administrator === 'management') {
        for (const stack of addForwarding(app, settings)) stack.addStackDependency(notifications);
      }
      const views = new ViewsStack(app, `${namePrefix}-views`, inRegion(homeRegion, settings));
      for (const stack of evaluators) views.addStackDependency(stack);
      return;
    }
    case 'stack-set': {
      const accounts = new StackSetStack(app, `${namePrefix}-stack-set`, inRegion(homeRegion, settings));
      addNotifications(app, settings);
      const views = new ViewsStack(app, `${namePrefix}-views`, inRegion(homeRegion, settings));
      views.addStackDependency(accounts);
      return;
    }
    case 'account':
      new AccountStack(app, `${namePrefix}-account`, inRegion(homeRegion, settings));
      return;
    case 'management-account':
      new ManagementAccountStack(app, `${namePrefix}-management-account`, inRegion(homeRegion, settings));
      if (settings.notifications !== 'none') addForwarding(app, settings);
  }
}

function addNotifications(app: App, settings: Settings): NotificationsStack | undefined {
  const { notifications, namePrefix, homeRegion } = settings;
  if (notifications === 'none') return undefined;
  return new NotificationsStack(app, `${namePrefix}-notifications`, inRegion(homeRegion, settings));
}

/** For the management account, which no StackSet reaches. */
function addForwarding(app: App, settings: Settings): readonly EventForwardingStack[] {
  return settings.regions.map(
    (region) =>
      new EventForwardingStack(app, `${settings.namePrefix}-notifications-${region}`, inRegion(region, settings)),
  );
}

// The account is the one of the credentials at deployment, so that synthesis needs no credentials.
function inRegion(region: string | undefined, settings: Settings): ShapeProps {
  const { tags } = settings;
  return { settings, tags, ...(region === undefined ? {} : { env: { region } }) };
}
