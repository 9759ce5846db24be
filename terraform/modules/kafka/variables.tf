variable "name" {
  description = "Prefix of every name, such as `ecomind-prod`."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,26}[a-z0-9]$", var.name))
    error_message = "The name must have 3 to 28 lower-case letters, digits and hyphens, and start with a letter."
  }
}

variable "kind" {
  description = "`msk`: Amazon MSK, with TLS and SCRAM. `redpanda`: Redpanda on instances of yours."
  type        = string

  validation {
    condition     = contains(["msk", "redpanda"], var.kind)
    error_message = "The kind must be msk or redpanda."
  }
}

variable "production" {
  description = "Whether events must survive the loss of a broker: then at least three brokers, encrypted connections and credentials are required."
  type        = bool
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
  description = "Data subnets, by zone. Brokers are spread over them."
  type        = map(string)

  validation {
    condition     = length(var.subnet_ids) >= 2
    error_message = "Brokers need subnets in at least two zones."
  }
}

variable "clients" {
  description = "Security groups that may connect, by name."
  type        = map(string)
}

variable "brokers" {
  description = "How many brokers: on MSK a multiple of the number of zones."
  type        = number
  default     = 3

  validation {
    condition     = var.brokers >= (var.production ? 3 : 1) && var.brokers <= 30
    error_message = "Production needs at least three brokers: each event is written three times and acknowledged twice."
  }

  validation {
    condition     = var.kind != "msk" || var.brokers % length(var.subnet_ids) == 0
    error_message = "MSK wants the same number of brokers in each zone."
  }
}

variable "instance_type" {
  description = "Size of a broker: `kafka.m7g.large` and the like on MSK, an EC2 type for Redpanda."
  type        = string

  validation {
    condition     = startswith(var.instance_type, "kafka.") == (var.kind == "msk")
    error_message = "MSK takes kafka.* types, Redpanda takes EC2 types."
  }
}

variable "disk_gib" {
  description = "Disk of each broker. Seven days of 1,000 events/s are 240 GB a replica."
  type        = number

  validation {
    condition     = var.disk_gib >= 20 && var.disk_gib <= 16384
    error_message = "A broker's disk must have 20 to 16384 GiB."
  }
}

variable "kms_key_arn" {
  description = "The key of disks and credentials. MSK takes credentials under a key of yours alone."
  type        = string
}

variable "password" {
  description = "What the services' account `ecomind` is given as password. Never stored: neither in the plan nor in the state."
  type        = string
  ephemeral   = true
  sensitive   = true

  validation {
    condition     = length(var.password) >= 32
    error_message = "The password must have at least 32 characters."
  }
}

variable "log_retention_days" {
  description = "Days that the brokers' own logs are kept."
  type        = number
  default     = 30
}

variable "recovery_window_days" {
  description = "Days in which the deleted credentials can be restored; 0 deletes them at once."
  type        = number
  default     = 30
}

variable "redpanda" {
  description = "Of Redpanda: the image, the machine image (Amazon Linux 2023), and the ARN of a secret with the JSON keys `ca`, `certificate` and `key` (PEM), for encrypted connections."
  type = object({
    image          = optional(string, "docker.redpanda.com/redpandadata/redpanda:v24.3.6")
    ami            = optional(string, "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64")
    tls_secret_arn = optional(string)
  })
  default = {}

  validation {
    condition     = !var.production || var.kind == "msk" || var.redpanda.tls_secret_arn != null
    error_message = "Production needs encrypted connections to Redpanda: give redpanda.tls_secret_arn."
  }
}

variable "deletion_protection" {
  description = "Whether instances refuse to be terminated."
  type        = bool
}
