locals {
  secret_arns = module.secrets.secret_arns

  jwt = var.jwt == null ? {} : { JWT_JWKS_URL = var.jwt.jwks_url, JWT_ISSUER = var.jwt.issuer, JWT_AUDIENCE = var.jwt.audience }

  login = var.login == null ? {} : merge(
    { OIDC_ISSUER = var.login.issuer, OIDC_CLIENT_ID = var.login.client_id },
    var.login.org == null ? {} : { OIDC_ORG = var.login.org },
  )

  # What each service is told besides the log and the store. Names are those of docs/distributed.md.
  environment = {
    ingest = merge(local.jwt, {
      PUBLIC_HOSTS   = "ingest.${var.domain}"
      DRAIN_DELAY    = "15s"
      INGEST_PORT    = tostring(local.ports.ingest)
      INGEST_WORKERS = tostring(max(1, floor(var.services.ingest.cpu / 1024)))
    })
    stream = {
      STREAM_ADMIN_PORT = tostring(local.ports.stream)
    }
    query = merge(local.jwt, local.login, {
      PUBLIC_URL            = "https://app.${var.domain}"
      QUERY_PORT            = tostring(local.ports.query)
      QUERY_TRUSTED_PROXIES = join(",", module.network.public_subnet_cidrs)
    })
    jobs = {
      JOBS_ADMIN_PORT = tostring(local.ports.jobs)
    }
  }

  uses_log = ["ingest", "stream", "query"]

  secrets_of = {
    ingest = { EVENT_ID_SECRET = local.secret_arns["event-id-secret"] }
    stream = { EVENT_ID_SECRET = local.secret_arns["event-id-secret"] }
    query  = var.login == null ? {} : { OIDC_SESSION_SECRETS = local.secret_arns["session-secret"] }
    jobs   = {}
  }

  # Per task; beyond it another one starts.
  lag = var.collector_image == null ? null : {
    namespace        = "EcoMind/${local.name}"
    metric           = "stream_lag_records"
    dimensions       = { service = "stream" }
    records_per_task = 50000
  }
}

resource "aws_ecs_cluster" "this" {
  name = local.name

  setting {
    name  = "containerInsights"
    value = var.production ? "enabled" : "disabled"
  }
}

resource "aws_service_discovery_private_dns_namespace" "this" {
  name        = "${local.name}.internal"
  description = "Where the collector finds the services"
  vpc         = module.network.vpc_id
}

resource "aws_security_group" "collector" {
  name        = "${local.name}-collector"
  description = "Reads the services' metrics"
  vpc_id      = module.network.vpc_id

  tags = { Name = "${local.name}-collector" }
}

resource "aws_vpc_security_group_egress_rule" "collector" {
  security_group_id = aws_security_group.collector.id
  description       = "The services, and AWS"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 65535
}

module "service" {
  source   = "../service"
  for_each = local.ports

  name               = local.name
  service            = each.key
  region             = var.region
  account_id         = var.account_id
  cluster            = { arn = aws_ecs_cluster.this.arn, name = aws_ecs_cluster.this.name }
  image              = var.images[each.key]
  ecr_repository_arn = try(module.ci[0].repository_arns[each.key], null)
  size               = { cpu = var.services[each.key].cpu, memory = var.services[each.key].memory }
  port               = each.value
  kms_key_arn        = module.secrets.kms_key_arn
  log_retention_days = var.log_retention_days
  target_group_arn   = try(module.edge[each.key].target_group_arn, null)
  # The edge drains for DRAIN_DELAY and ten seconds.
  stop_timeout_seconds = each.key == "ingest" ? 40 : 30

  environment = merge(
    contains(local.uses_log, each.key) ? module.kafka.environment : {},
    module.clickhouse.environment,
    local.environment[each.key],
    lookup(var.settings, each.key, {}),
  )

  secrets = merge(
    contains(local.uses_log, each.key) ? module.kafka.secrets : {},
    module.clickhouse.secrets,
    { METRICS_TOKEN = local.secret_arns["metrics-token"] },
    local.secrets_of[each.key],
  )

  network = {
    vpc_id     = module.network.vpc_id
    subnet_ids = values(module.network.private_subnet_ids)
    reached_by = merge(
      { collector = aws_security_group.collector.id },
      contains(keys(local.entrances), each.key) ? { "load balancer" = module.edge[each.key].security_group_id } : {},
    )
    namespace = aws_service_discovery_private_dns_namespace.this.id
  }

  scaling = {
    min = var.services[each.key].min
    max = var.services[each.key].max
    lag = each.key == "stream" ? local.lag : null
  }
}

module "observability" {
  source = "../observability"

  name               = local.name
  region             = var.region
  account_id         = var.account_id
  kms_key_arn        = module.secrets.kms_key_arn
  alarm_emails       = var.alarm_emails
  monthly_budget_usd = var.monthly_budget_usd
  cluster_name       = aws_ecs_cluster.this.name
  services           = keys(local.ports)
  rules              = var.rules
  alertmanager       = var.alertmanager

  load_balancers = { for service, entrance in local.entrances : service => merge(module.edge[service].load_balancer, { p99_seconds = entrance.p99_seconds }) }

  collector = var.collector_image == null ? null : {
    image             = var.collector_image
    subnet_ids        = values(module.network.private_subnet_ids)
    security_group_id = aws_security_group.collector.id
    dns_domain        = aws_service_discovery_private_dns_namespace.this.name
    token_secret_arn  = local.secret_arns["metrics-token"]
    cluster_arn       = aws_ecs_cluster.this.arn
    targets           = local.ports
  }
}

module "ci" {
  source = "../ci"
  count  = var.github_repository == null ? 0 : 1

  name                = local.name
  account_id          = var.account_id
  region              = var.region
  github_repository   = var.github_repository
  kms_key_arn         = module.secrets.kms_key_arn
  state_bucket        = var.state_bucket
  deletion_protection = var.production
}
