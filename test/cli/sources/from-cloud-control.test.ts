import { fromCloudControl } from '../../../cli/sources/from-cloud-control.ts';

it.each<[name: string, properties: unknown, expected: object]>([
  ['by its id and name', { Id: 'b-1', BrokerName: 'orders' }, { id: 'b-1', name: 'orders' }],
  [
    'by its ARN',
    { Arn: 'arn:aws:mq:eu-west-1:111122223333:broker:orders:b-1' },
    { id: 'b-1', name: 'orders', accountId: '111122223333', region: 'eu-west-1' },
  ],
  ['by nothing', null, { id: undefined, name: undefined }],
])('a broker is identified %s', (_, properties, expected) => {
  expect(fromCloudControl(properties)).toMatchObject(expected);
});

it('a fact that cannot be read is explained', () => {
  expect(fromCloudControl({ PubliclyAccessible: 1 }).whyUnknown).toMatchObject({
    publiclyAccessible: 'PubliclyAccessible has the invalid value 1 in the Cloud Control response.',
  });
});
