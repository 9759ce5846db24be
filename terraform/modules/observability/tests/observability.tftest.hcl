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
  region             = "eu-central-1"
  account_id         = "111122223333"
  kms_key_arn        = "arn:aws:kms:eu-central-1:111122223333:key/00000000-0000-0000-0000-000000000000"
  alarm_emails       = ["operations@example.com"]
  monthly_budget_usd = 400
  cluster_name       = "eco-test"
  services           = ["ingest", "stream"]
  load_balancers     = { ingest = { load_balancer = "app/x/1", target_group = "targetgroup/x/1", p99_seconds = 0.5 } }
}

run "alarms_are_sent" {
  command = plan

  assert {
    condition     = length(aws_sns_topic_subscription.email) == 1 && length(aws_cloudwatch_metric_alarm.cpu) == 2 && length(aws_cloudwatch_metric_alarm.down) == 1
    error_message = "Each service and load balancer is watched, and somebody is told."
  }
}

run "silence_is_an_alarm" {
  command = plan

  assert {
    condition     = alltrue([for alarm in concat(values(aws_cloudwatch_metric_alarm.cpu), values(aws_cloudwatch_metric_alarm.down)) : alarm.treat_missing_data == "breaching"])
    error_message = "What does not run sends no metric: that must be an alarm."
  }
}

run "the_budget_speaks_before_it_is_spent" {
  command = plan

  assert {
    condition     = toset([for n in aws_budgets_budget.month.notification : "${n.notification_type} ${n.threshold}"]) == toset(["ACTUAL 50", "ACTUAL 80", "ACTUAL 100", "FORECASTED 100"])
    error_message = "The budget must be told at 50, 80 and 100 percent, and when 100 are forecast."
  }
}

run "only_this_account_publishes" {
  command = plan

  assert {
    condition     = one(jsondecode(data.aws_iam_policy_document.topic.json).Statement).Condition.StringEquals["aws:SourceAccount"] == "111122223333" && one(jsondecode(data.aws_iam_policy_document.topic.json).Statement).Action == "sns:Publish"
    error_message = "Alarms come from this account's services alone."
  }
}

run "rules_become_groups" {
  command = plan

  variables {
    rules = { slo = "groups:\n- name: a\n  rules:\n  - alert: X\n    expr: up == 0\n" }
  }

  assert {
    condition     = length(aws_prometheus_rule_group_namespace.this) == 1
    error_message = "Each rule file is a namespace."
  }
}

run "text_that_is_no_rule_file_is_refused" {
  command = plan

  variables {
    rules = { slo = "groups: nothing" }
  }

  expect_failures = [var.rules]
}

run "a_budget_of_nothing_is_refused" {
  command = plan

  variables {
    monthly_budget_usd = 0
  }

  expect_failures = [var.monthly_budget_usd]
}

run "the_collector_is_named_by_digest" {
  command = plan

  variables {
    collector = {
      image            = "example/collector:latest", subnet_ids = ["subnet-1", "subnet-2"], security_group_id = "sg-1", dns_domain = "eco.internal"
      token_secret_arn = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:token-AbCdEf", cluster_arn = "arn:aws:ecs:eu-central-1:111122223333:cluster/eco-test", targets = { stream = 9102 }
    }
  }

  expect_failures = [var.collector]
}
