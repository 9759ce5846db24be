locals {
  collectors = var.collector == null ? {} : { this = var.collector }

  # The services' own `/metrics`, found by DNS; the collector adds what it reads to no log.
  collector_config = {
    for key, collector in local.collectors : key => yamlencode({
      receivers = {
        prometheus = {
          config = {
            global = { scrape_interval = "15s" }
            scrape_configs = [for job, port in collector.targets : {
              job_name      = job
              authorization = { credentials = "$${env:METRICS_TOKEN}" }
              dns_sd_configs = [{
                names = ["${job}.${collector.dns_domain}"]
                type  = "A"
                port  = port
              }]
            }]
          }
        }
      }
      processors = {
        batch          = { timeout = "15s" }
        "filter/lag"   = { metrics = { include = { match_type = "strict", metric_names = ["stream_lag_records"] } } }
        "resource/lag" = { attributes = [{ key = "service.name", action = "upsert", value = "stream" }] }
        # Over the partitions of one process: CloudWatch's average over processes is then the lag for each task.
        "metricstransform/lag" = { transforms = [{
          include    = "stream_lag_records"
          action     = "update"
          operations = [{ action = "aggregate_labels", label_set = [], aggregation_type = "sum" }, { action = "add_label", new_label = "service", new_value = "stream" }]
        }] }
      }
      extensions = { sigv4auth = { region = var.region, service = "aps" }, health_check = { endpoint = "0.0.0.0:13133" } }
      exporters = {
        prometheusremotewrite = {
          endpoint = "${aws_prometheus_workspace.this.prometheus_endpoint}api/v1/remote_write"
          auth     = { authenticator = "sigv4auth" }
        }
        awsemf = {
          region                  = var.region
          namespace               = local.namespace
          log_group_name          = "/${var.name}/metrics"
          dimension_rollup_option = "NoDimensionRollup"
          metric_declarations     = [{ dimensions = [["service"]], metric_name_selectors = ["stream_lag_records"] }]
        }
      }
      service = {
        extensions = ["sigv4auth", "health_check"]
        pipelines = {
          metrics       = { receivers = ["prometheus"], processors = ["batch"], exporters = ["prometheusremotewrite"] }
          "metrics/lag" = { receivers = ["prometheus"], processors = ["filter/lag", "resource/lag", "metricstransform/lag"], exporters = ["awsemf"] }
        }
      }
    })
  }
}

resource "aws_cloudwatch_log_group" "metrics" {
  for_each = local.collectors

  name              = "/${var.name}/metrics"
  retention_in_days = 7
  kms_key_id        = var.kms_key_arn
}

resource "aws_cloudwatch_log_group" "collector" {
  for_each = local.collectors

  name              = "/${var.name}/collector"
  retention_in_days = 14
  kms_key_id        = var.kms_key_arn
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [var.account_id]
    }
  }
}

data "aws_iam_policy_document" "collector" {
  for_each = local.collectors

  statement {
    sid       = "WriteSamples"
    actions   = ["aps:RemoteWrite"]
    resources = [aws_prometheus_workspace.this.arn]
  }

  statement {
    sid       = "WriteLag"
    actions   = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
    resources = ["arn:${var.partition}:logs:${var.region}:${var.account_id}:log-group:/${var.name}/metrics:*"]
  }
}

data "aws_iam_policy_document" "collector_execution" {
  for_each = local.collectors

  statement {
    sid       = "WriteLogs"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["arn:${var.partition}:logs:${var.region}:${var.account_id}:log-group:/${var.name}/collector:*"]
  }

  statement {
    sid       = "ReadToken"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [each.value.token_secret_arn]
  }

  statement {
    sid       = "DecryptToken"
    actions   = ["kms:Decrypt"]
    resources = [var.kms_key_arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["secretsmanager.${var.region}.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "collector" {
  for_each = local.collectors

  name               = "${var.name}-collector"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role_policy" "collector" {
  for_each = local.collectors

  name   = "write"
  role   = aws_iam_role.collector[each.key].id
  policy = data.aws_iam_policy_document.collector[each.key].json
}

resource "aws_iam_role" "collector_execution" {
  for_each = local.collectors

  name               = "${var.name}-collector-execution"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role_policy" "collector_execution" {
  for_each = local.collectors

  name   = "start"
  role   = aws_iam_role.collector_execution[each.key].id
  policy = data.aws_iam_policy_document.collector_execution[each.key].json
}

resource "aws_ecs_task_definition" "collector" {
  for_each = local.collectors

  family                   = "${var.name}-collector"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 1024
  execution_role_arn       = aws_iam_role.collector_execution[each.key].arn
  task_role_arn            = aws_iam_role.collector[each.key].arn

  container_definitions = jsonencode([{
    name                   = "collector"
    image                  = each.value.image
    essential              = true
    readonlyRootFilesystem = true
    linuxParameters        = { initProcessEnabled = true, capabilities = { drop = ["ALL"], add = [] } }
    environment            = [{ name = "AOT_CONFIG_CONTENT", value = local.collector_config[each.key] }]
    secrets                = [{ name = "METRICS_TOKEN", valueFrom = each.value.token_secret_arn }]
    portMappings           = []
    mountPoints            = []
    volumesFrom            = []
    systemControls         = []
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.collector[each.key].name
        awslogs-region        = var.region
        awslogs-stream-prefix = "collector"
      }
    }
  }])
}

resource "aws_ecs_service" "collector" {
  for_each = local.collectors

  name                               = "collector"
  cluster                            = each.value.cluster_arn
  task_definition                    = aws_ecs_task_definition.collector[each.key].arn
  launch_type                        = "FARGATE"
  desired_count                      = 1
  deployment_minimum_healthy_percent = 0
  deployment_maximum_percent         = 100

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets          = each.value.subnet_ids
    security_groups  = [each.value.security_group_id]
    assign_public_ip = false
  }
}
