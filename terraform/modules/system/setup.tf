# A task that is run by hand, by `aws ecs run-task`: schema, topics and the first key. See docs/deploy-aws.md.
resource "aws_security_group" "setup" {
  name        = "${local.name}-setup"
  description = "One-off tasks: schema, topics, first key"
  vpc_id      = module.network.vpc_id

  tags = { Name = "${local.name}-setup" }
}

resource "aws_vpc_security_group_egress_rule" "setup" {
  security_group_id = aws_security_group.setup.id
  description       = "The log, the store and AWS"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 65535
}

resource "aws_cloudwatch_log_group" "setup" {
  name              = "/${local.name}/setup"
  retention_in_days = var.log_retention_days
  kms_key_id        = module.secrets.kms_key_arn
}

data "aws_iam_policy_document" "setup_trust" {
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

locals {
  setup_secrets = merge(module.kafka.secrets, module.clickhouse.secrets)
}

resource "aws_iam_role" "setup" {
  name               = "${local.name}-setup-execution"
  assume_role_policy = data.aws_iam_policy_document.setup_trust.json
}

resource "aws_iam_role_policy" "setup" {
  name = "start"
  role = aws_iam_role.setup.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [
        {
          Sid      = "WriteLogs"
          Effect   = "Allow"
          Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
          Resource = "arn:aws:logs:${var.region}:${var.account_id}:log-group:/${local.name}/setup:*"
        },
        {
          Sid      = "ReadSecrets"
          Effect   = "Allow"
          Action   = ["secretsmanager:GetSecretValue"]
          Resource = [for arn in values(local.setup_secrets) : join(":", slice(split(":", arn), 0, 7))]
        },
        {
          Sid       = "DecryptSecrets"
          Effect    = "Allow"
          Action    = ["kms:Decrypt"]
          Resource  = module.secrets.kms_key_arn
          Condition = { StringEquals = { "kms:ViaService" = "secretsmanager.${var.region}.amazonaws.com" } }
        },
      ],
      var.github_repository == null ? [] : [
        {
          Sid      = "PullImage"
          Effect   = "Allow"
          Action   = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:BatchCheckLayerAvailability"]
          Resource = module.ci[0].repository_arns["standalone"]
        },
        {
          # AWS knows no resource for this action.
          Sid      = "LogInToRegistry"
          Effect   = "Allow"
          Action   = ["ecr:GetAuthorizationToken"]
          Resource = "*"
        },
      ],
    )
  })
}

resource "aws_ecs_task_definition" "setup" {
  family                   = "${local.name}-setup"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 512
  memory                   = 1024
  execution_role_arn       = aws_iam_role.setup.arn

  volume {
    name = "tmp"
  }

  container_definitions = jsonencode([{
    name                   = "setup"
    image                  = var.images.standalone
    essential              = true
    user                   = "10001:10001"
    readonlyRootFilesystem = true
    command                = ["ecomind", "migrate", "status"]
    environment = [for name, value in merge(module.kafka.environment, module.clickhouse.environment, { CLICKHOUSE_CLUSTER = module.clickhouse.cluster_name }) :
    { name = name, value = value }]
    secrets         = [for name, arn in local.setup_secrets : { name = name, valueFrom = arn }]
    linuxParameters = { initProcessEnabled = true, capabilities = { drop = ["ALL"], add = [] } }
    mountPoints     = [{ sourceVolume = "tmp", containerPath = "/tmp", readOnly = false }]
    portMappings    = []
    volumesFrom     = []
    systemControls  = []
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.setup.name
        awslogs-region        = var.region
        awslogs-stream-prefix = "setup"
      }
    }
  }])
}
