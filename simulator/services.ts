import { amazonMq, brokerResource } from './amazon-mq/amazon-mq.ts';
import { authorize, sessionOf } from './aws/authorization.ts';
import type { Call } from './aws/endpoints.ts';
import type { Simulation } from './aws/simulation.ts';
import { assumeRole } from './aws/sts.ts';
import { configResource, configService } from './config/config-service.ts';

/**
 * Answers a call to any of the services, if the policies of the caller's role allow it.
 * @throws AwsError as the service would
 */
export function answer(simulation: Simulation, call: Call): unknown {
  const session = sessionOf(simulation, call);
  const place = { accountId: session.accountId, region: call.region };
  switch (call.service) {
    case 'sts':
      return assumeRole(simulation, session, call.input);
    case 'mq':
      authorize(simulation, session, `mq:${call.operation}`, brokerResource(simulation, call, place));
      return amazonMq(simulation, call, place);
    case 'config':
      authorize(simulation, session, `config:${call.operation}`, configResource(simulation, call, place));
      return configService(simulation, call, place);
  }
}
