import { accountManagement } from './account/account.ts';
import { amazonMq, brokerResource } from './amazon-mq/amazon-mq.ts';
import { authorize, sessionOf } from './aws/authorization.ts';
import type { Call } from './aws/call.ts';
import type { Simulation } from './aws/simulation.ts';
import { sts } from './aws/sts.ts';
import { cloudFormation } from './cloudformation/cloudformation.ts';
import { configResource, configService } from './config/config-service.ts';
import { ec2 } from './ec2/ec2.ts';
import { iam } from './iam/iam.ts';
import { lambdaService } from './lambda/lambda.ts';
import { organizations } from './organizations/organizations.ts';
import { s3 } from './s3/s3.ts';
import { sqs } from './sqs/sqs.ts';
import { systemsManager } from './systems-manager/systems-manager.ts';

/**
 * Answers a call to any of the services, if the caller's policies allow it.
 * @throws AwsError as the service would
 */
export function answer(simulation: Simulation, call: Call): unknown {
  const session = sessionOf(simulation, call);
  const place = { accountId: session.accountId, region: call.region };
  const action = `${call.service}:${call.operation}`;
  switch (call.service) {
    case 'account':
      return accountManagement(simulation, call, session);
    case 'cloudformation':
      return cloudFormation(simulation, call, place, session);
    case 'config':
      authorize(simulation, session, { action, resource: configResource(simulation, call, place) });
      return configService(simulation, call, place);
    case 'ec2':
      return ec2(simulation, call, place, session);
    case 'iam':
      return iam(simulation, call, session);
    case 'lambda':
      return lambdaService(simulation, call, place, session);
    case 'mq':
      authorize(simulation, session, { action, resource: brokerResource(simulation, call, place) });
      return amazonMq(simulation, call, place);
    case 'organizations':
      return organizations(simulation, call, session);
    case 's3':
      return s3(simulation, call, session);
    case 'sqs':
      return sqs(simulation, call, session);
    case 'ssm':
      return systemsManager(simulation, call, place, session);
    case 'sts':
      return sts(simulation, call, session);
  }
}
