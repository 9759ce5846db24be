variable "name" {
  description = "Prefix of every name, such as `ecomind-prod`."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,26}[a-z0-9]$", var.name))
    error_message = "The name must have 3 to 28 lower-case letters, digits and hyphens, and start with a letter."
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

variable "kms_key_arn" {
  description = "The key of alarms and logs."
  type        = string
}

variable "alarm_emails" {
  description = "Who is told of alarms and of the budget. Each must confirm a message of AWS first."
  type        = set(string)
  default     = []

  validation {
    condition     = alltrue([for address in var.alarm_emails : can(regex("^[^@[:space:]]+@[^@[:space:]]+[.][^@[:space:]]+$", address))])
    error_message = "alarm_emails must be mail addresses."
  }
}

variable "monthly_budget_usd" {
  description = "What the account may cost a month, in US dollars: told at 50, 80 and 100 percent, and when 100 percent are forecast."
  type        = number

  validation {
    condition     = var.monthly_budget_usd > 0
    error_message = "The budget must be above 0."
  }
}

variable "cluster_name" {
  description = "The ECS cluster."
  type        = string
}

variable "services" {
  description = "Services whose CPU is watched, by name."
  type        = set(string)
}

variable "load_balancers" {
  description = "Load balancers that are watched, each with the slowest p99 in seconds that is right."
  type = map(object({
    load_balancer = string
    target_group  = string
    p99_seconds   = number
  }))
  default = {}
}

variable "rules" {
  description = "Prometheus rule files by name, as YAML text. They are generated from observability/slo.yaml."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for name, text in var.rules : can(yamldecode(text).groups[0].rules)])
    error_message = "Each rule file must be YAML with `groups`, and rules in each."
  }
}

variable "alertmanager" {
  description = "Whether the managed Alertmanager sends the rules' alerts to the topic. Without it only CloudWatch's alarms are sent."
  type        = bool
  default     = true
}

variable "collector" {
  description = "The OpenTelemetry collector (AWS Distro, by digest) that scrapes the services into Prometheus, and writes the lag to CloudWatch for autoscaling. Null: none."
  type = object({
    image             = string
    subnet_ids        = list(string)
    security_group_id = string
    dns_domain        = string
    token_secret_arn  = string
    cluster_arn       = string
    targets           = map(number)
  })
  default = null

  validation {
    condition     = var.collector == null || can(regex("@sha256:[0-9a-f]{64}$", var.collector.image))
    error_message = "The collector's image must be named by its digest."
  }
}
