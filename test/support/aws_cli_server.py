"""
Loads the AWS CLI once, and runs it for each call in a fork: loading it is most of what a call takes.
A call sends its arguments, environment, folder and standard streams, and gets the status.
"""

import gc
import json
import os
import select
import signal
import socket
import sys
import traceback


def serve(path):
    before = os.environ.copy()
    from awscli.clidriver import create_clidriver

    driver = create_clidriver()
    # What is loaded here need not be loaded in forks, which do not copy it where it is frozen.
    for service in ['ec2', 'mq', 'secretsmanager', 'config', 'sts']:
        driver.session.create_client(service, 'eu-west-1')
    gc.freeze()
    # It tells itself in the environment where its data are.
    added = dict(os.environ.items() - before.items())

    server = socket.socket(socket.AF_UNIX)
    server.bind(path)
    server.listen(64)
    # Nobody waits for the forks.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print('ready', flush=True)
    # Standard input ends with whoever started this.
    while sys.stdin not in select.select([server, sys.stdin], [], [])[0]:
        connection, _ = server.accept()
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            server.close()
            run(driver, connection, added)
        connection.close()


def run(driver, connection, added):
    """Becomes what a process of its own would be."""
    text, streams, _, _ = socket.recv_fds(connection, 65_536, 3)
    while not text.endswith(b'\n'):
        text += connection.recv(65_536)
    request = json.loads(text)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(request['folder'])
    os.environ.clear()
    os.environ.update(added | request['environment'])
    sys.argv = ['aws', *request['arguments']]
    try:
        status = driver.main()
    except SystemExit as end:
        status = end.code
    except BaseException:
        traceback.print_exc()
        status = 1
    sys.stdout.flush()
    sys.stderr.flush()
    connection.sendall(bytes([status]))
    os._exit(0)


def call(path, arguments):
    server = socket.socket(socket.AF_UNIX)
    server.connect(path)
    request = {'arguments': arguments, 'environment': dict(os.environ), 'folder': os.getcwd()}
    socket.send_fds(server, [b' '], [0, 1, 2])
    server.sendall(json.dumps(request).encode() + b'\n')
    status = server.recv(1)
    sys.exit(status[0] if status else 'The server of the AWS CLI has ended.')


if __name__ == '__main__':
    _, role, path, *arguments = sys.argv
    if role == 'serve':
        serve(path)
    else:
        call(path, arguments)
