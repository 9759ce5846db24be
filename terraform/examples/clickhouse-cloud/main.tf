# The store in ClickHouse Cloud, reached by PrivateLink from a VPC of its own.
terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}

provider "aws" {
  region = "eu-central-1"
}

module "secrets" {
  source = "../../modules/secrets"

  name       = "ecomind-example"
  account_id = "111122223333"
  region     = "eu-central-1"
  # ClickHouse Cloud has drawn it: TF_VAR_password.
  secrets      = { clickhouse-password = { description = "The services' password at ClickHouse Cloud", generated = false } }
  given_values = { clickhouse-password = var.password }
}

module "network" {
  source = "../../modules/network"

  name               = "ecomind-example"
  region             = "eu-central-1"
  availability_zones = ["eu-central-1a", "eu-central-1b"]
  kms_key_arn        = module.secrets.kms_key_arn
}

module "clickhouse" {
  source = "../../modules/clickhouse"

  name                = "ecomind-example"
  kind                = "cloud"
  region              = "eu-central-1"
  account_id          = "111122223333"
  vpc_id              = module.network.vpc_id
  subnet_ids          = module.network.data_subnet_ids
  clients             = {}
  disk_gib            = 20
  password_secret     = { arn = module.secrets.secret_arns["clickhouse-password"], name = "ecomind-example/clickhouse-password" }
  kms_key_arn         = module.secrets.kms_key_arn
  deletion_protection = false

  cloud = {
    endpoint_service = "com.amazonaws.vpce.eu-central-1.vpce-svc-0123456789abcdef0"
    hostname         = "abcdefghij.eu-central-1.vpce.aws.clickhouse.cloud"
  }
}

variable "password" {
  description = "The password of the account `ecomind` at ClickHouse Cloud."
  type        = string
  ephemeral   = true
  sensitive   = true
}

output "environment" {
  description = "Settings of services that use the store."
  value       = module.clickhouse.environment
}
