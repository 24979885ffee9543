"""Says what the installed Ansible makes of inventories: a JSON document for each file, with the
hosts of some patterns."""
import json
import sys

from ansible import constants as C
from ansible.inventory.helpers import get_group_vars
from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader

C.INVENTORY_ANY_UNPARSED_IS_FAILED = False


def plain(value):
    return json.loads(json.dumps(value, default=str))


def one(path, patterns):
    inventory = InventoryManager(loader=DataLoader(), sources=[path])
    data = inventory._inventory
    if path not in data.processed_sources:
        return {'broken': True}
    hosts = {}
    for name, host in data.hosts.items():
        values = dict(get_group_vars(host.get_groups()))
        values.update(host.vars)
        values.pop('inventory_file', None)
        values.pop('inventory_dir', None)
        hosts[name] = plain(values)
    groups = {name: sorted(h.name for h in group.get_hosts()) for name, group in data.groups.items()}
    matched = {}
    for pattern in patterns:
        try:
            matched[pattern] = [str(h) for h in inventory.list_hosts(pattern)]
        except Exception as problem:
            matched[pattern] = 'refused'
    return {'hosts': hosts, 'groups': groups, 'patterns': matched}


request = json.load(open(sys.argv[1]))
print(json.dumps([one(path, request['patterns']) for path in request['files']]))
