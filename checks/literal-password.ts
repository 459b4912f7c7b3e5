import type { Broker } from './broker.ts';
import type { Check, Finding } from './check.ts';
import { notKnown } from './check.ts';

export const LITERAL_PASSWORD = {
  id: 'rabbitmq-literal-password',
  title: 'RabbitMQ broker has no readable password',
  severity: 'high',
  description:
    'Checks if Amazon MQ for RabbitMQ brokers have no readable password. ' +
    'The check is NON_COMPLIANT if the file or the stack shows one.',
  rationale:
    'Whoever can read the file, its history, or what is deployed from it can sign in to the broker as an administrator.',
  remediation:
    'Refer to a secret of AWS Secrets Manager, and change the password in RabbitMQ. No new broker is needed.',
  fix: 'in-place',
  isOptIn: true,
  isForFiles: true,
  reads: ['password'],
  judge,
} as const satisfies Check;

function judge({ password, ...broker }: Broker): Finding {
  switch (password) {
    case undefined:
      return notKnown('password', broker);
    case 'hidden':
      return {
        verdict: 'skip',
        detail: 'Only a template, a plan or Terraform configuration shows where the password is from.',
      };
    case 'literal':
      return { verdict: 'fail', detail: 'A password can be read in the file.' };
    case 'readable':
      return { verdict: 'fail', detail: 'A password can be read in the stack.' };
    case 'reference':
      return { verdict: 'pass', detail: 'The configuration refers to the password.' };
    case 'none':
      return { verdict: 'pass', detail: 'The file has no password.' };
  }
}
