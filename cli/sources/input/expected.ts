/** What it is that can be used, as a sentence. */
export const EXPECTED =
  'Expected a CloudFormation template, the output of "terraform show -json", AWS Config configuration items ' +
  '(as events, the API or delivered files have them), or an answer of DescribeBroker, ListBrokers or Cloud Control.';
