# The real provider: it evaluates policy documents, which a mock would answer with nothing. It is told not to call AWS.
provider "aws" {
  region                      = "eu-central-1"
  access_key                  = "none"
  secret_key                  = "none"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
  skip_region_validation      = true
}


variables {
  name               = "eco-test"
  service            = "stream"
  region             = "eu-central-1"
  account_id         = "111122223333"
  cluster            = { arn = "arn:aws:ecs:eu-central-1:111122223333:cluster/eco-test", name = "eco-test" }
  image              = "example/stream@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
  ecr_repository_arn = "arn:aws:ecr:eu-central-1:111122223333:repository/eco-test/stream"
  size               = { cpu = 512, memory = 1024 }
  port               = 9102
  environment        = { STREAM_ADMIN_PORT = "9102", CLICKHOUSE_URL = "https://store.example.com:8443" }
  secrets = {
    CLICKHOUSE_PASSWORD = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:eco-test/clickhouse-AbCdEf"
    KAFKA_SASL_PASSWORD = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:AmazonMSK_eco-AbCdEf:password::"
  }
  kms_key_arn = "arn:aws:kms:eu-central-1:111122223333:key/00000000-0000-0000-0000-000000000000"
  network     = { vpc_id = "vpc-1", subnet_ids = ["subnet-1", "subnet-2"], reached_by = { collector = "sg-1" }, namespace = "ns-1" }
  scaling     = { min = 2, max = 4, lag = { namespace = "EcoMind/eco-test", metric = "stream_lag_records", dimensions = { service = "stream" }, records_per_task = 50000 } }
}

# container_definitions names roles and log groups that AWS has yet to make.
override_resource {
  target          = aws_iam_role.execution
  override_during = plan
  values          = { arn = "arn:aws:iam::111122223333:role/execution" }
}

override_resource {
  target          = aws_iam_role.task
  override_during = plan
  values          = { arn = "arn:aws:iam::111122223333:role/task" }
}

run "the_container_can_change_nothing" {
  command = plan

  assert {
    condition     = jsondecode(aws_ecs_task_definition.this.container_definitions)[0].readonlyRootFilesystem
    error_message = "The root file system must be read-only."
  }

  assert {
    condition     = jsondecode(aws_ecs_task_definition.this.container_definitions)[0].user == "10001:10001"
    error_message = "The process must not be root."
  }

  assert {
    condition     = jsondecode(aws_ecs_task_definition.this.container_definitions)[0].linuxParameters.capabilities.drop == ["ALL"]
    error_message = "The container must give up all capabilities."
  }
}

run "secrets_are_referred_to_not_contained" {
  command = plan

  assert {
    condition     = length(setintersection([for e in jsondecode(aws_ecs_task_definition.this.container_definitions)[0].environment : e.name], [for s in jsondecode(aws_ecs_task_definition.this.container_definitions)[0].secrets : s.name])) == 0
    error_message = "A secret is among the plain settings."
  }

  assert {
    condition     = alltrue([for s in jsondecode(aws_ecs_task_definition.this.container_definitions)[0].secrets : startswith(s.valueFrom, "arn:aws:secretsmanager:")])
    error_message = "Secrets must be ARNs."
  }
}

run "only_its_own_secrets_can_be_read" {
  command = plan

  assert {
    condition = toset(flatten([for s in jsondecode(data.aws_iam_policy_document.execution.json).Statement : flatten([s.Resource]) if s.Sid == "ReadOwnSecrets"])) == toset([
      "arn:aws:secretsmanager:eu-central-1:111122223333:secret:AmazonMSK_eco-AbCdEf",
      "arn:aws:secretsmanager:eu-central-1:111122223333:secret:eco-test/clickhouse-AbCdEf",
    ])
    error_message = "The role must read the secrets of the task, without a key's suffix, and no others."
  }
}

run "no_action_and_no_resource_is_everything" {
  command = plan

  assert {
    condition     = alltrue([for s in jsondecode(data.aws_iam_policy_document.execution.json).Statement : alltrue([for a in flatten([s.Action]) : !strcontains(a, "*")])])
    error_message = "An action has a wildcard."
  }

  assert {
    condition     = alltrue([for s in jsondecode(data.aws_iam_policy_document.execution.json).Statement : !contains(flatten([s.Resource]), "*") || s.Sid == "LogInToRegistry"])
    error_message = "A resource is `*`, and not that of the one action that knows no other."
  }
}

run "without_secrets_nothing_can_be_read" {
  command = plan

  variables {
    secrets = {}
  }

  assert {
    condition     = length([for s in jsondecode(data.aws_iam_policy_document.execution.json).Statement : s if startswith(s.Sid, "Read") || startswith(s.Sid, "Decrypt")]) == 0
    error_message = "The role may read secrets that the task does not have."
  }
}

run "only_ecs_of_this_account_takes_the_roles" {
  command = plan

  assert {
    condition = alltrue([for s in jsondecode(data.aws_iam_policy_document.trust.json).Statement :
      s.Principal.Service == "ecs-tasks.amazonaws.com" && s.Condition.StringEquals["aws:SourceAccount"] == "111122223333"
    ])
    error_message = "The roles must be for ECS tasks of this account."
  }
}

run "it_scales_by_cpu_and_lag" {
  command = plan

  assert {
    condition     = length(aws_appautoscaling_policy.lag) == 1 && aws_appautoscaling_policy.lag[0].target_tracking_scaling_policy_configuration[0].target_value == 50000
    error_message = "The stream must scale by its lag."
  }

  assert {
    condition     = aws_appautoscaling_target.this.min_capacity == 2 && aws_appautoscaling_target.this.max_capacity == 4
    error_message = "Autoscaling must keep to its bounds."
  }
}

run "without_lag_by_cpu_alone" {
  command = plan

  variables {
    scaling = { min = 1, max = 1 }
  }

  assert {
    condition     = length(aws_appautoscaling_policy.lag) == 0 && aws_appautoscaling_policy.cpu.target_tracking_scaling_policy_configuration[0].target_value == 55
    error_message = "Without lag only the CPU decides."
  }
}

run "a_failed_deployment_goes_back" {
  command = plan

  assert {
    condition     = aws_ecs_service.this.deployment_circuit_breaker[0].enable && aws_ecs_service.this.deployment_circuit_breaker[0].rollback && aws_ecs_service.this.deployment_minimum_healthy_percent == 100
    error_message = "A deployment that fails must go back, and none may take a task away first."
  }
}

run "tasks_have_no_public_address" {
  command = plan

  assert {
    condition     = aws_ecs_service.this.network_configuration[0].assign_public_ip == false
    error_message = "Tasks must be private."
  }
}

run "it_is_reached_on_its_port_alone" {
  command = plan

  assert {
    condition     = alltrue([for rule in aws_vpc_security_group_ingress_rule.port : rule.from_port == 9102 && rule.to_port == 9102 && rule.cidr_ipv4 == null])
    error_message = "Only named groups may reach the port, and no other port."
  }
}

run "a_tag_is_no_image" {
  command = plan

  variables {
    image = "example/stream:latest"
  }

  expect_failures = [var.image]
}

run "a_size_that_fargate_lacks_is_refused" {
  command = plan

  variables {
    size = { cpu = 512, memory = 512 }
  }

  expect_failures = [var.size]
}

run "a_value_in_the_place_of_a_secret_is_refused" {
  command = plan

  variables {
    secrets = { CLICKHOUSE_PASSWORD = "hunter2" }
  }

  expect_failures = [var.secrets]
}

run "a_privileged_port_is_refused" {
  command = plan

  variables {
    port = 80
  }

  expect_failures = [var.port]
}

run "a_single_subnet_is_refused" {
  command = plan

  variables {
    network = { vpc_id = "vpc-1", subnet_ids = ["subnet-1"], reached_by = {}, namespace = "ns-1" }
  }

  expect_failures = [var.network]
}

run "no_task_is_refused" {
  command = plan

  variables {
    scaling = { min = 0, max = 2 }
  }

  expect_failures = [var.scaling]
}
