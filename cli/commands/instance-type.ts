import { InvalidArgumentError } from 'commander';
import { isInstanceType } from '../rabbitmq/engine-version.ts';

/** Reads the value of `--host-instance-type`. @throws InvalidArgumentError */
export function readInstanceType(text: string): string {
  if (isInstanceType(text)) return text;
  throw new InvalidArgumentError('Expected an instance type such as mq.m7g.large.');
}
