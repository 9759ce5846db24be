"""Serves AWS's API from memory: moto, with the answers that the AWS provider asks for and moto 5.2.5 lacks.

Usage: moto-server.py PORT
"""

import copy
import json
import os
import sys

# Set before moto is loaded: roles attach policies that AWS itself keeps.
os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"

from moto.applicationautoscaling.responses import ApplicationAutoScalingResponse
from moto.budgets.responses import BudgetsResponse
from moto.ec2.models.instances import Instance
from moto.ec2.models.security_groups import SecurityGroupRule
from moto.ecs.responses import EC2ContainerServiceResponse
from moto.server import main


def body_of(response):
    return json.loads(response.body)


# Application Auto Scaling: no tags in moto (HTTP 500), which the provider reads and writes after each target.
target_tags: dict[str, dict[str, str]] = {}
register = ApplicationAutoScalingResponse.register_scalable_target


def register_scalable_target(self):
    answer = register(self)
    arn = json.loads(answer).get("ScalableTargetARN")
    target_tags.setdefault(arn, {}).update(body_of(self).get("Tags") or {})
    return answer


def tag_resource(self):
    body = body_of(self)
    target_tags.setdefault(body["ResourceARN"], {}).update(body["Tags"])
    return "{}"


def untag_resource(self):
    body = body_of(self)
    for key in body["TagKeys"]:
        target_tags.get(body["ResourceARN"], {}).pop(key, None)
    return "{}"


ApplicationAutoScalingResponse.register_scalable_target = register_scalable_target
ApplicationAutoScalingResponse.tag_resource = tag_resource
ApplicationAutoScalingResponse.untag_resource = untag_resource
ApplicationAutoScalingResponse.list_tags_for_resource = lambda self: json.dumps(
    {"Tags": target_tags.get(body_of(self)["ResourceARN"], {})}
)

# Budgets: neither tags nor the subscribers of a notification.
budget_tags: dict[str, dict[str, str]] = {}
subscribers: dict[str, list] = {}
create_budget, create_notification = BudgetsResponse.create_budget, BudgetsResponse.create_notification


def notification_key(body):
    notification = body["Notification"]
    return json.dumps([body["BudgetName"], notification["NotificationType"], float(notification["Threshold"])])


def create_budget_keeping(self):
    body = body_of(self)
    name = body["Budget"]["BudgetName"]
    budget_tags[name] = {tag["Key"]: tag["Value"] for tag in body.get("ResourceTags") or []}
    for entry in body.get("NotificationsWithSubscribers") or []:
        subscribers[notification_key({"BudgetName": name, **entry})] = entry["Subscribers"]
    return create_budget(self)


def create_notification_keeping(self):
    body = body_of(self)
    subscribers[notification_key(body)] = body["Subscribers"]
    return create_notification(self)


BudgetsResponse.create_budget = create_budget_keeping
BudgetsResponse.create_notification = create_notification_keeping
BudgetsResponse.describe_subscribers_for_notification = lambda self: json.dumps(
    {"Subscribers": subscribers.get(notification_key(body_of(self)), [])}
)
BudgetsResponse.list_tags_for_resource = lambda self: json.dumps(
    {
        "ResourceTags": [
            {"Key": key, "Value": value}
            for key, value in budget_tags.get(body_of(self)["ResourceARN"].rsplit("/", 1)[-1], {}).items()
        ]
    }
)

# Security group rules that name another group: moto forgets their description.
SecurityGroupRule.description = property(
    lambda self: (self.ip_range or {}).get("Description") or (self.source_group or {}).get("Description")
)

# Instances: a network interface of one's own is free again when its instance is gone; moto keeps the two together. The
# instance keeps a copy, which `DescribeInstances` shows.
terminate = Instance.terminate


def terminate_freeing(self):
    answer = terminate(self)
    for index, nic in list(self.nics.items()):
        if nic.delete_on_termination:
            continue
        self.nics[index] = copy.copy(nic)
        nic.instance = nic.attachment_id = nic.attach_time = nic.device_index = None
        nic.status = "available"
    return answer


Instance.terminate = terminate_freeing

# ECS services: moto forgets these.
create_service = EC2ContainerServiceResponse.create_service


def create_service_keeping(self):
    answer = create_service(self)
    service = answer.result["service"]
    service.enable_ecs_managed_tags = self._get_param("enableECSManagedTags")
    service.health_check_grace_period_seconds = self._get_param("healthCheckGracePeriodSeconds")
    service.availability_zone_rebalancing = self._get_param("availabilityZoneRebalancing") or "DISABLED"
    return answer


EC2ContainerServiceResponse.create_service = create_service_keeping

main(["--host", "127.0.0.1", "--port", sys.argv[1]])
