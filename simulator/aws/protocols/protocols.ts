import type { Service } from '../call.ts';
import { amazonMq } from './amazon-mq.ts';
import { json, json10 } from './json.ts';
import { lambda } from './lambda.ts';
import type { Protocol } from './protocol.ts';
import { ec2Query, query } from './query.ts';
import { oneOperation } from './rest-json.ts';
import { s3 } from './s3.ts';

/** How each service is spoken with. */
export const PROTOCOLS: Readonly<Record<Service, Protocol>> = {
  account: oneOperation('ListRegions', 'POST /listRegions'),
  cloudformation: query('http://cloudformation.amazonaws.com/doc/2010-05-15/'),
  config: json,
  ec2: ec2Query('http://ec2.amazonaws.com/doc/2016-11-15/'),
  iam: query('https://iam.amazonaws.com/doc/2010-05-08/'),
  lambda,
  mq: amazonMq,
  organizations: json,
  s3,
  sqs: json10,
  ssm: json,
  sts: query('https://sts.amazonaws.com/doc/2011-06-15/'),
};
