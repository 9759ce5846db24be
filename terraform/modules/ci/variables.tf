variable "name" {
  description = "Prefix of every name, such as `ecomind`."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,26}[a-z0-9]$", var.name))
    error_message = "The name must have 3 to 28 lower-case letters, digits and hyphens, and start with a letter."
  }
}

variable "account_id" {
  description = "The AWS account, 12 digits."
  type        = string
}

variable "region" {
  description = "AWS region."
  type        = string
}

variable "partition" {
  description = "`aws`, `aws-cn` or `aws-us-gov`."
  type        = string
  default     = "aws"
}

variable "github_repository" {
  description = "The repository whose workflows may take the roles, as `OWNER/NAME`."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$", var.github_repository))
    error_message = "The repository must be OWNER/NAME, without wildcards."
  }
}

variable "create_oidc_provider" {
  description = "An account has one provider for GitHub. False where another stack has made it."
  type        = bool
  default     = true
}

variable "images" {
  description = "Repositories of images."
  type        = set(string)
  default     = ["ingest", "stream", "query", "jobs", "standalone"]
}

variable "kms_key_arn" {
  description = "The key of the images."
  type        = string
}

variable "state_bucket" {
  description = "The bucket of the Terraform state, which the role `plan` reads."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.state_bucket))
    error_message = "That is no name of a bucket."
  }
}

variable "deletion_protection" {
  description = "Whether repositories that hold images refuse to be deleted."
  type        = bool
}
