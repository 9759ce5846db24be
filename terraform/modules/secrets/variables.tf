variable "name" {
  description = "Prefix of every name, such as `ecomind-prod`."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,26}[a-z0-9]$", var.name))
    error_message = "The name must have 3 to 28 lower-case letters, digits and hyphens, and start with a letter."
  }
}

variable "account_id" {
  description = "The AWS account, 12 digits."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "The account id must have 12 digits."
  }
}

variable "region" {
  description = "AWS region."
  type        = string
}

variable "partition" {
  description = "`aws`, `aws-cn` or `aws-us-gov`."
  type        = string
  default     = "aws"

  validation {
    condition     = contains(["aws", "aws-cn", "aws-us-gov"], var.partition)
    error_message = "The partition must be aws, aws-cn or aws-us-gov."
  }
}

variable "secrets" {
  description = "Secrets by name. `version` counts up to write the value again: a new random one when `generated`, else what `given_values` holds. `constant` ones refuse a version above 1. `rotation_lambda_arn` lets a function of yours rotate it every `rotation_days`."
  type = map(object({
    description         = string
    generated           = optional(bool, true)
    length              = optional(number, 48)
    version             = optional(number, 1)
    constant            = optional(bool, false)
    rotation_lambda_arn = optional(string)
    rotation_days       = optional(number, 90)
  }))

  validation {
    condition     = alltrue([for name, secret in var.secrets : can(regex("^[a-z][a-z0-9-]{1,40}$", name))])
    error_message = "Names of secrets must have lower-case letters, digits and hyphens."
  }

  validation {
    condition     = alltrue([for name, secret in var.secrets : secret.length >= 32 && secret.length <= 128])
    error_message = "A generated secret must have 32 to 128 characters."
  }

  validation {
    condition     = alltrue([for name, secret in var.secrets : !secret.constant || (secret.version == 1 && secret.rotation_lambda_arn == null)])
    error_message = "A constant secret must not be rotated: its version stays 1, without a rotation function."
  }
}

variable "given_values" {
  description = "Values of secrets that are not generated. Never stored: neither in the plan nor in the state."
  type        = map(string)
  default     = {}
  ephemeral   = true
  sensitive   = true
}

variable "recovery_window_days" {
  description = "Days in which a deleted secret or key can be restored; 0 deletes secrets at once."
  type        = number
  default     = 30

  validation {
    condition     = var.recovery_window_days == 0 || (var.recovery_window_days >= 7 && var.recovery_window_days <= 30)
    error_message = "The recovery window must be 0 or 7 to 30 days."
  }
}
