variable "name" {
  description = "Prefix of every name, such as `ecomind-prod`."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,26}[a-z0-9]$", var.name))
    error_message = "The name must have 3 to 28 lower-case letters, digits and hyphens, and start with a letter."
  }
}

variable "service" {
  description = "Which service this is: `ingest`, `stream`, `query` or `jobs`."
  type        = string

  validation {
    condition     = contains(["ingest", "stream", "query", "jobs"], var.service)
    error_message = "The service must be ingest, stream, query or jobs."
  }
}

variable "region" {
  description = "AWS region."
  type        = string
}

variable "account_id" {
  description = "The AWS account, 12 digits."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "The account id must have 12 digits."
  }
}

variable "partition" {
  description = "`aws`, `aws-cn` or `aws-us-gov`."
  type        = string
  default     = "aws"
}

variable "cluster" {
  description = "The ECS cluster."
  type = object({
    arn  = string
    name = string
  })
}

variable "image" {
  description = "The container image, by digest: a tag can change under a running service."
  type        = string

  validation {
    condition     = can(regex("^[^@[:space:]]+@sha256:[0-9a-f]{64}$", var.image))
    error_message = "The image must be named by its digest: REPOSITORY@sha256:…"
  }
}

variable "ecr_repository_arn" {
  description = "The repository in ECR that holds the image. Absent: the image is public."
  type        = string
  default     = null
}

variable "cpu_architecture" {
  description = "What the image was built for."
  type        = string
  default     = "X86_64"

  validation {
    condition     = contains(["X86_64", "ARM64"], var.cpu_architecture)
    error_message = "The architecture must be X86_64 or ARM64."
  }
}

variable "size" {
  description = "Fargate size: CPU units (1024 are one core) and MiB of memory."
  type = object({
    cpu    = number
    memory = number
  })

  validation {
    condition     = contains([256, 512, 1024, 2048, 4096, 8192, 16384], var.size.cpu)
    error_message = "Fargate has 256, 512, 1024, 2048, 4096, 8192 or 16384 CPU units."
  }

  validation {
    condition     = var.size.memory >= var.size.cpu * 2 || (var.size.cpu == 256 && var.size.memory >= 512)
    error_message = "Fargate wants at least two MiB of memory for each CPU unit (512 MiB for 256 units)."
  }

  validation {
    condition     = var.size.memory <= max(var.size.cpu * 8, 2048)
    error_message = "Fargate allows at most eight MiB of memory for each CPU unit."
  }
}

variable "port" {
  description = "Where the service answers `/health/live`, `/health/ready` and `/metrics`, and clients if it has any."
  type        = number

  validation {
    condition     = var.port > 1023 && var.port < 65536
    error_message = "The port must be from 1024 to 65535: the service is not root."
  }
}

variable "environment" {
  description = "Settings without secrets, by the names in docs/distributed.md."
  type        = map(string)
  default     = {}
}

variable "secrets" {
  description = "Secret settings: the ARN of the secret, with `:KEY::` behind it for one key of a JSON secret."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for arn in values(var.secrets) : can(regex("^arn:[a-z-]+:(secretsmanager|ssm):", arn))])
    error_message = "Secrets must be ARNs of Secrets Manager or of the parameter store."
  }
}

variable "kms_key_arn" {
  description = "The key of the secrets and logs."
  type        = string
}

variable "network" {
  description = "VPC, subnets of at least two zones, the groups that may reach the port, and the private DNS namespace where it is found."
  type = object({
    vpc_id     = string
    subnet_ids = list(string)
    reached_by = map(string)
    namespace  = string
  })

  validation {
    condition     = length(var.network.subnet_ids) >= 2
    error_message = "At least two subnets, in different zones, are required."
  }
}

variable "target_group_arn" {
  description = "Target group of the load balancer in front. Absent: none."
  type        = string
  default     = null
}

variable "scaling" {
  description = "Least and most tasks. They follow the CPU and, where `lag` is given, the records behind for each task."
  type = object({
    min         = number
    max         = number
    cpu_percent = optional(number, 55)
    lag = optional(object({
      namespace        = string
      metric           = string
      dimensions       = map(string)
      records_per_task = number
    }))
  })

  validation {
    condition     = var.scaling.min >= 1 && var.scaling.max >= var.scaling.min
    error_message = "At least one task must run, and `max` must not be below `min`."
  }

  validation {
    condition     = var.scaling.cpu_percent >= 20 && var.scaling.cpu_percent <= 80
    error_message = "The CPU target must be from 20 to 80 percent."
  }
}

variable "stop_timeout_seconds" {
  description = "From SIGTERM to SIGKILL. A service drains within 10 s, the edge within 10 s and its DRAIN_DELAY."
  type        = number
  default     = 30

  validation {
    condition     = var.stop_timeout_seconds >= 15 && var.stop_timeout_seconds <= 120
    error_message = "The stop timeout must be from 15 to 120 seconds."
  }
}

variable "log_retention_days" {
  description = "Days that logs are kept."
  type        = number
  default     = 30

  validation {
    condition     = contains([7, 14, 30, 60, 90, 180, 365], var.log_retention_days)
    error_message = "CloudWatch keeps logs for 7, 14, 30, 60, 90, 180 or 365 days."
  }
}
