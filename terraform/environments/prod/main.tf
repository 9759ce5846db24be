# The same file in every environment: what differs is in environment.tf.
terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }

  # terraform init -backend-config="bucket=…" -backend-config="region=…"
  backend "s3" {
    key          = "ecomind.tfstate"
    encrypt      = true
    use_lockfile = true
  }
}

provider "aws" {
  region              = var.region
  allowed_account_ids = [var.account_id]
  max_retries         = 4

  default_tags {
    tags = {
      project     = "ecomind"
      environment = local.environment
      managed-by  = "terraform"
    }
  }
}

locals {
  # Generated from observability/slo.yaml.
  rules_file = "${path.module}/../../../observability/generated/rules.yml"
  rules      = fileexists(local.rules_file) ? { slo = file(local.rules_file) } : {}
}

module "ecomind" {
  source = "../../modules/system"

  environment        = local.environment
  production         = local.production
  region             = var.region
  account_id         = var.account_id
  domain             = var.domain
  zone_id            = var.zone_id
  images             = var.images
  collector_image    = var.collector_image
  alarm_emails       = var.alarm_emails
  github_repository  = var.github_repository
  state_bucket       = var.state_bucket
  login              = var.login
  jwt                = var.jwt
  settings           = var.settings
  allowed_cidrs      = var.allowed_cidrs
  network            = merge(local.network, { availability_zones = var.availability_zones })
  kafka              = local.kafka
  clickhouse         = local.clickhouse
  services           = local.services
  monthly_budget_usd = local.monthly_budget_usd
  log_retention_days = local.log_retention_days
  alertmanager       = local.alertmanager
  rules              = local.rules
}
