variable "name" {
  description = "Prefix of every name, such as `ecomind-prod`."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,26}[a-z0-9]$", var.name))
    error_message = "The name must have 3 to 28 lower-case letters, digits and hyphens, and start with a letter."
  }
}

variable "kind" {
  description = "`instances`: ClickHouse servers of yours. `cloud`: a ClickHouse Cloud service, reached by PrivateLink."
  type        = string

  validation {
    condition     = contains(["instances", "cloud"], var.kind)
    error_message = "The kind must be instances or cloud."
  }
}

variable "region" {
  description = "AWS region."
  type        = string
}

variable "account_id" {
  description = "The AWS account, 12 digits."
  type        = string
}

variable "partition" {
  description = "`aws`, `aws-cn` or `aws-us-gov`."
  type        = string
  default     = "aws"
}

variable "vpc_id" {
  description = "The VPC."
  type        = string
}

variable "subnet_ids" {
  description = "Data subnets, by zone."
  type        = map(string)

  validation {
    condition     = length(var.subnet_ids) >= 2
    error_message = "The store needs subnets in at least two zones."
  }
}

variable "clients" {
  description = "Security groups that may connect, by name."
  type        = map(string)
}


variable "hostname" {
  description = "Name of the store inside the VPC, such as `clickhouse.example.com`: the certificate is for it. Of `instances` alone."
  type        = string
  default     = null

  validation {
    condition     = var.kind == "cloud" || try(length(var.hostname) > 0, false)
    error_message = "Instances need a host name."
  }
}

variable "zone_id" {
  description = "The Route 53 zone of the host name."
  type        = string
  default     = null
}

variable "replicas" {
  description = "Servers. All statements go to one of them, the `primary`; the others follow and take its place."
  type        = number
  default     = 1

  validation {
    condition     = var.replicas >= 1 && var.replicas <= 4
    error_message = "One to four replicas."
  }
}

variable "primary" {
  description = "Which replica takes all statements: 0 is the first. Change it to fail over (docs/deploy-aws.md)."
  type        = number
  default     = 0

  validation {
    condition     = var.primary >= 0 && var.primary < var.replicas
    error_message = "The primary must be one of the replicas."
  }
}

variable "instance_type" {
  description = "EC2 type of a server."
  type        = string
  default     = "m7i.xlarge"
}

variable "keeper_instance_type" {
  description = "EC2 type of each of the three Keeper nodes, where there are several replicas."
  type        = string
  default     = "t3.small"
}

variable "disk_gib" {
  description = "Disk of each server. A thousand events a second take 3.1 GB a day."
  type        = number

  validation {
    condition     = var.disk_gib >= 20 && var.disk_gib <= 16384
    error_message = "A server's disk must have 20 to 16384 GiB."
  }
}

variable "disk_iops" {
  description = "IOPS of each server's disk."
  type        = number
  default     = 3000

  validation {
    condition     = var.disk_iops >= 3000 && var.disk_iops <= 16000
    error_message = "gp3 has 3000 to 16000 IOPS."
  }
}

variable "image" {
  description = "ClickHouse's image."
  type        = string
  default     = "clickhouse/clickhouse-server:25.8"
}

variable "ami" {
  description = "Amazon Linux 2023: an id, or `resolve:ssm:PARAMETER`."
  type        = string
  default     = "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
}

variable "password_secret" {
  description = "The secret that holds the password of the account `ecomind`."
  type = object({
    arn  = string
    name = string
  })
}

variable "kms_key_arn" {
  description = "The key of disks, secrets and backups."
  type        = string
}

variable "cloud" {
  description = "Of ClickHouse Cloud: the service's PrivateLink name and its host name."
  type = object({
    endpoint_service = string
    hostname         = string
  })
  default = null

  validation {
    condition     = (var.kind == "cloud") == (var.cloud != null)
    error_message = "Give `cloud` with kind = cloud, and only then."
  }
}

variable "backup" {
  description = "Backups to S3: a full one each Sunday, increments on other days, kept for `retention_days`."
  type = object({
    hour_utc       = optional(number, 2)
    retention_days = optional(number, 35)
  })
  default = {}

  validation {
    condition     = var.backup.hour_utc >= 0 && var.backup.hour_utc <= 23
    error_message = "The hour must be from 0 to 23."
  }

  validation {
    condition     = var.backup.retention_days >= 14
    error_message = "Increments need the full backup of up to seven days before: keep at least 14 days."
  }
}

variable "deletion_protection" {
  description = "Whether instances and the backup bucket refuse to be deleted."
  type        = bool
}
