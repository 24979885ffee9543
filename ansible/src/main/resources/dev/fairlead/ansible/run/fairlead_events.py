# Writes what happens in a run as lines of JSON, for Fairlead. Loads on Python 3.8 and later, with
# ansible-core 2.12 and later. It never prints and never fails: what goes wrong here is written to
# the event file as {"e": "bug"}, and the run goes on.
from __future__ import annotations

DOCUMENTATION = '''
name: fairlead_events
type: notification
short_description: writes events as lines of JSON
description:
  - Appends one JSON object a line to the file that the environment variable FAIRLEAD_EVENTS names.
requirements:
  - enabled in the configuration (callbacks_enabled)
'''

import json
import os
import time

from ansible.plugins.callback import CallbackBase

MAX_STRING = 64 * 1024
MAX_EXCEPTION = 4 * 1024
MAX_LINE = 1024 * 1024 - 4096
MAX_FILE = 256 * 1024 * 1024
MAX_DEPTH = 40
ESSENTIAL = frozenset(
    ('open', 'playbook', 'play', 'no_hosts_matched', 'no_hosts_remaining', 'prompt', 'task',
     'failed', 'unreachable', 'stats', 'bug'))
DROPPED = frozenset(('invocation', 'stdout_lines', 'stderr_lines', 'module_stdout_lines'))
FACTS = ('ansible_default_ipv4', 'ansible_distribution', 'ansible_distribution_version',
         'ansible_kernel', 'ansible_processor_vcpus', 'ansible_memtotal_mb', 'ansible_hostname',
         'ansible_fqdn', 'ansible_architecture')


def text(value, limit=MAX_STRING):
    if isinstance(value, (bytes, bytearray)):
        value = bytes(value).decode('utf-8', 'replace')
    value = str(value).encode('utf-8', 'replace').decode('utf-8')
    if len(value) > limit:
        value = value[:limit] + '<cut %d>' % (len(value) - limit)
    return value


def plain(value, depth=0):
    # Newer versions hand out tagged subclasses of str, int, dict and list: made plain here.
    if value is None or value is True or value is False:
        return value
    if isinstance(value, bool):
        return bool(value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        value = float(value)
        return value if value == value and abs(value) != float('inf') else str(value)
    if isinstance(value, (str, bytes, bytearray)):
        return text(value)
    if depth > MAX_DEPTH:
        return '<too deep>'
    if isinstance(value, dict) or hasattr(value, 'items'):
        return {text(k): plain(v, depth + 1) for k, v in list(value.items())}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(v, depth + 1) for v in list(value)]
    return text(value)


def clean(result):
    if not isinstance(result, dict) and not hasattr(result, 'items'):
        return {'msg': text(result)}
    if result.get('_ansible_no_log') or 'censored' in result:
        kept = {'censored': 'the output has been hidden, as no_log asks'}
        for key in ('changed', 'attempts', 'retries', 'failed', 'unreachable', 'skipped'):
            if key in result:
                kept[key] = plain(result[key])
        return kept
    kept = {}
    for key, value in list(result.items()):
        name = text(key)
        if name.startswith('_ansible_') or name in DROPPED:
            continue
        if name == 'ansible_facts' and isinstance(value, dict):
            facts = {k: plain(value[k]) for k in FACTS if k in value}
            facts['count'] = len(value)
            kept[name] = facts
        elif name == 'results' and isinstance(value, (list, tuple)):
            kept['items'] = len(value)
        elif name == 'exception':
            kept[name] = text(value, MAX_EXCEPTION)
        else:
            kept[name] = plain(value)
    return kept


def guarded(hook):
    def call(self, *args, **kwargs):
        try:
            hook(self, *args, **kwargs)
        except Exception as problem:  # An exception here would only be a warning nobody reads.
            self._bug(hook.__name__, problem)
    call.__name__ = hook.__name__
    call.__doc__ = hook.__doc__
    return call


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = 'notification'
    CALLBACK_NAME = 'fairlead_events'
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self, *args, **kwargs):
        super(CallbackModule, self).__init__(*args, **kwargs)
        self._fairlead_count = 0
        self._fairlead_size = 0
        self._fairlead_file = None
        try:
            path = os.environ.get('FAIRLEAD_EVENTS')
            if not path:
                self.disabled = True
                return
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, 'O_CLOEXEC', 0)
            self._fairlead_file = os.open(path, flags, 0o600)
            try:
                from ansible.release import __version__ as version
            except Exception:
                version = ''
            self._send('open', ansible=version, protocol=1, pid=os.getpid())
        except Exception as problem:
            self._bug('open', problem)

    def _bug(self, where, problem):
        try:
            self._send('bug', where=where, msg=text('%s: %s' % (type(problem).__name__, problem)))
        except Exception:
            pass  # The reader sees the gap.

    def _send(self, event_name, **fields):
        if self._fairlead_file is None:
            return
        if self._fairlead_size > MAX_FILE and event_name not in ESSENTIAL:
            return
        self._fairlead_count += 1
        event = {'e': event_name, 'n': self._fairlead_count, 't': round(time.time(), 3)}
        event.update(fields)
        line = self._line(event)
        if len(line) > MAX_LINE and 'result' in event:
            result = event['result']
            event['result'] = {
                k: (v[:MAX_EXCEPTION] if isinstance(v, str) else v)
                for k, v in result.items() if k in ('msg', 'rc', 'changed', 'stderr', 'failed')}
            event['result']['cut'] = len(line)
            line = self._line(event)
        data = line.encode('ascii')
        self._fairlead_size += len(data)
        while data:
            data = data[os.write(self._fairlead_file, data):]

    @staticmethod
    def _line(event):
        return json.dumps(event, ensure_ascii=True, allow_nan=False, default=text) + '\n'

    # -- playbook and plays

    @guarded
    def v2_playbook_on_start(self, playbook):
        self._send('playbook', file=text(getattr(playbook, '_file_name', '')),
                   basedir=text(getattr(playbook, '_basedir', '')))

    @guarded
    def v2_playbook_on_play_start(self, play):
        hosts = play.hosts if isinstance(play.hosts, (list, tuple)) else [play.hosts]
        self._send('play', uuid=text(play._uuid), name=text(play.get_name()),
                   hosts=plain(hosts), path=text(play.get_path() or ''),
                   strategy=text(play.strategy), serial=plain(play.serial))

    @guarded
    def v2_playbook_on_no_hosts_matched(self):
        self._send('no_hosts_matched')

    @guarded
    def v2_playbook_on_no_hosts_remaining(self):
        self._send('no_hosts_remaining')

    @guarded
    def v2_playbook_on_vars_prompt(self, varname, *args, **kwargs):
        self._send('prompt', var=text(varname))

    # -- tasks

    def _task(self, kind, task):
        role = getattr(task, '_role', None)
        self._send(
            'task', kind=kind, uuid=text(task._uuid), name=text(task.get_name()),
            action=text(task.action), path=text(task.get_path() or ''),
            role=text(role.get_name()) if role is not None else '',
            tags=plain(getattr(task, 'tags', [])),
            no_log=plain(getattr(task, 'no_log', False)),
            check_mode=plain(getattr(task, 'check_mode', None)),
            diff=plain(getattr(task, 'diff', None)),
            resolved_action=plain(getattr(task, 'resolved_action', None)),
            loop=getattr(task, 'loop', None) is not None,
            delegate_to=plain(getattr(task, 'delegate_to', None)),
            run_once=plain(getattr(task, 'run_once', None)))

    @guarded
    def v2_playbook_on_task_start(self, task, is_conditional):
        self._task('task', task)

    @guarded
    def v2_playbook_on_handler_task_start(self, task):
        self._task('handler', task)

    @guarded
    def v2_playbook_on_cleanup_task_start(self, task):
        self._task('cleanup', task)

    # -- results

    @staticmethod
    def _of(result):
        def first(new, old):
            value = getattr(result, new, None)
            return getattr(result, old, None) if value is None else value
        host, task, values = first('host', '_host'), first('task', '_task'), first('result', '_result')
        name = host if isinstance(host, str) else host.get_name()
        return text(name), text(getattr(task, '_uuid', '')), values or {}

    def _result(self, kind, result, **fields):
        host, task, values = self._of(result)
        delegated = values.get('_ansible_delegated_vars')
        if isinstance(delegated, dict):
            fields['delegated'] = plain(
                delegated.get('ansible_delegated_host', delegated.get('ansible_host', '')))
        self._send(kind, host=host, task=task, result=clean(values), **fields)

    def _item(self, kind, result):
        host, task, values = self._of(result)
        if values.get('_ansible_no_log') or 'censored' in values:
            label = '(hidden)'
        else:
            label = plain(values.get('_ansible_item_label', values.get('item')))
        self._send(kind, host=host, task=task, result=clean(values), item=label)

    @guarded
    def v2_runner_on_start(self, host, task):
        self._send('host_start', host=text(host.get_name()), task=text(task._uuid))

    @guarded
    def v2_runner_on_ok(self, result):
        self._result('ok', result)

    @guarded
    def v2_runner_on_failed(self, result, ignore_errors=False):
        self._result('failed', result, ignored=bool(ignore_errors))

    @guarded
    def v2_runner_on_skipped(self, result):
        self._result('skipped', result)

    @guarded
    def v2_runner_on_unreachable(self, result):
        self._result('unreachable', result)

    @guarded
    def v2_runner_item_on_ok(self, result):
        self._item('item_ok', result)

    @guarded
    def v2_runner_item_on_failed(self, result):
        self._item('item_failed', result)

    @guarded
    def v2_runner_item_on_skipped(self, result):
        self._item('item_skipped', result)

    @guarded
    def v2_runner_retry(self, result):
        host, task, values = self._of(result)
        self._send('retry', host=host, task=task, attempts=plain(values.get('attempts')),
                   retries=plain(values.get('retries')), result=clean(values))

    def _async(self, kind, result):
        host, task, values = self._of(result)
        self._send(kind, host=host, task=task, jid=plain(values.get('ansible_job_id')))

    @guarded
    def v2_runner_on_async_poll(self, result):
        self._async('async_poll', result)

    @guarded
    def v2_runner_on_async_ok(self, result):
        self._async('async_ok', result)

    @guarded
    def v2_runner_on_async_failed(self, result):
        self._async('async_failed', result)

    @guarded
    def v2_playbook_on_notify(self, handler, host):
        self._send('notify', handler=text(handler.get_name()), host=text(host.get_name()))

    @guarded
    def v2_playbook_on_include(self, included_file):
        self._send('include', file=text(included_file._filename),
                   hosts=[text(h.get_name()) for h in included_file._hosts],
                   is_role=bool(getattr(included_file, '_is_role', False)))

    @guarded
    def v2_playbook_on_stats(self, stats):
        hosts = {text(h): plain(stats.summarize(h)) for h in sorted(stats.processed.keys())}
        self._send('stats', hosts=hosts, custom=plain(getattr(stats, 'custom', {}) or {}))
