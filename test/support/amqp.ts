import type { ConfirmChannel } from 'amqplib';
import { connect } from 'amqplib';

/**
 * Opens a connection with one channel, uses it, and closes it.
 * @param uri with the virtual host
 * @throws Error with the reason of the server, if it closes the connection
 */
export async function withChannel<T>(uri: string, use: (channel: ConfirmChannel) => Promise<T>): Promise<T> {
  const connection = await connect(uri);
  let reason: Error | undefined;
  connection.on('error', (error) => {
    reason = error;
  });
  try {
    const channel = await connection.createConfirmChannel();
    channel.on('error', () => {});
    const result = await use(channel);
    // What was sent on the channel, such as acknowledgements, could come after the end of the connection.
    await channel.close();
    return result;
  } catch (error) {
    throw reason ?? error;
  } finally {
    await connection.close().catch(() => {});
  }
}
