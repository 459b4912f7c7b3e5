/** The service name in the function's logs and metrics. */
export const SERVICE_NAME = 'rabbitmq-conformance';

/** The CloudWatch namespace of the function's metrics, which the alarms watch. */
export const METRICS_NAMESPACE = 'RabbitMQConformance';
