/** The name under which the function logs and counts. */
export const SERVICE_NAME = 'rabbitmq-conformance';

/** The CloudWatch namespace of the function's metrics, which alarms look at. */
export const METRICS_NAMESPACE = 'RabbitMQConformance';
