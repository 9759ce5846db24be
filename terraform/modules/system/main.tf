locals {
  name = "ecomind-${var.environment}"

  # With another event id secret, retries of events that were sent without an id would count twice.
  secrets = merge(
    {
      clickhouse-password = { description = "The services' password at the store" }
      event-id-secret     = { description = "What ids of events without one derive under: kept for good", constant = true }
      metrics-token       = { description = "What /metrics asks for" }
    },
    var.login == null ? {} : {
      session-secret = { description = "Signs the sessions of people who logged in" }
    },
  )

  # The edge answers within seconds and keeps idle connections for at least 7 s; a dashboard's question may take a minute.
  entrances = {
    ingest = { hostname = "ingest.${var.domain}", backend_idle_seconds = 7, idle_timeout_seconds = 6, p99_seconds = 0.5 }
    query  = { hostname = "app.${var.domain}", backend_idle_seconds = 75, idle_timeout_seconds = 60, p99_seconds = 5 }
  }

  ports = { ingest = 8080, stream = 9102, query = 8090, jobs = 9103 }
}

module "secrets" {
  source = "../secrets"

  name                 = local.name
  account_id           = var.account_id
  region               = var.region
  secrets              = local.secrets
  recovery_window_days = var.production ? 30 : 0
}

module "network" {
  source = "../network"

  name                = local.name
  region              = var.region
  cidr                = var.network.cidr
  availability_zones  = var.network.availability_zones
  nat_gateways        = var.network.nat_gateways
  interface_endpoints = var.network.interface_endpoints
  kms_key_arn         = module.secrets.kms_key_arn
}

# Drawn by AWS for the write of the log's credentials, and forgotten.
ephemeral "aws_secretsmanager_random_password" "kafka" {
  password_length     = 48
  exclude_punctuation = true
}

module "kafka" {
  source = "../kafka"

  name                 = local.name
  kind                 = var.kafka.kind
  production           = var.production
  region               = var.region
  account_id           = var.account_id
  vpc_id               = module.network.vpc_id
  subnet_ids           = module.network.data_subnet_ids
  clients              = merge({ setup = aws_security_group.setup.id }, { for service in local.uses_log : service => module.service[service].security_group_id })
  brokers              = var.kafka.brokers
  instance_type        = var.kafka.instance_type
  disk_gib             = var.kafka.disk_gib
  kms_key_arn          = module.secrets.kms_key_arn
  password             = ephemeral.aws_secretsmanager_random_password.kafka.random_password
  log_retention_days   = var.log_retention_days
  recovery_window_days = var.production ? 30 : 0
  deletion_protection  = var.production

  redpanda = merge(
    { tls_secret_arn = var.kafka.tls_secret_arn },
    var.kafka.ami == null ? {} : { ami = var.kafka.ami },
  )
}

module "clickhouse" {
  source = "../clickhouse"

  name                = local.name
  kind                = var.clickhouse.kind
  region              = var.region
  account_id          = var.account_id
  vpc_id              = module.network.vpc_id
  subnet_ids          = module.network.data_subnet_ids
  clients             = merge({ setup = aws_security_group.setup.id }, { for service, instance in module.service : service => instance.security_group_id })
  hostname            = "clickhouse.${var.domain}"
  zone_id             = var.zone_id
  replicas            = var.clickhouse.replicas
  primary             = var.clickhouse.primary
  instance_type       = var.clickhouse.instance_type
  disk_gib            = var.clickhouse.disk_gib
  cloud               = var.clickhouse.cloud
  backup              = { retention_days = var.clickhouse.retention_days }
  ami                 = coalesce(var.clickhouse.ami, "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64")
  password_secret     = { arn = module.secrets.secret_arns["clickhouse-password"], name = "${local.name}/clickhouse-password" }
  kms_key_arn         = module.secrets.kms_key_arn
  deletion_protection = var.production
}

module "edge" {
  source   = "../edge"
  for_each = local.entrances

  name                 = "${local.name}-${each.key}"
  hostname             = each.value.hostname
  zone_id              = var.zone_id
  vpc_id               = module.network.vpc_id
  subnet_ids           = values(module.network.public_subnet_ids)
  target_cidrs         = module.network.private_subnet_cidrs
  allowed_cidrs        = var.allowed_cidrs
  port                 = local.ports[each.key]
  backend_idle_seconds = each.value.backend_idle_seconds
  idle_timeout_seconds = each.value.idle_timeout_seconds
  deletion_protection  = var.production
  kms_key_arn          = module.secrets.kms_key_arn
  log_retention_days   = var.log_retention_days
}
