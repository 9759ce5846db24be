variable "name" {
  description = "Prefix of every name, such as `ecomind-prod`."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,26}[a-z0-9]$", var.name))
    error_message = "The name must have 3 to 28 lower-case letters, digits and hyphens, and start with a letter."
  }
}

variable "region" {
  description = "AWS region of the VPC; names the endpoints of its services."
  type        = string

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "The region must look like eu-central-1."
  }
}

variable "cidr" {
  description = "Addresses of the VPC. Each zone takes three sixteenths of them."
  type        = string
  default     = "10.60.0.0/16"

  validation {
    condition     = can(cidrnetmask(var.cidr)) && try(tonumber(split("/", var.cidr)[1]), 0) >= 16 && try(tonumber(split("/", var.cidr)[1]), 99) <= 20
    error_message = "The CIDR must be an IPv4 network with a prefix of 16 to 20 bits."
  }
}

variable "availability_zones" {
  description = "Names of two to five availability zones of the region."
  type        = list(string)

  validation {
    condition     = length(distinct(var.availability_zones)) == length(var.availability_zones) && length(var.availability_zones) >= 2 && length(var.availability_zones) <= 5
    error_message = "At least two and at most five different availability zones are required."
  }
}

variable "nat_gateways" {
  description = "`one_per_zone` survives the loss of a zone; `single` costs a third of it."
  type        = string
  default     = "one_per_zone"

  validation {
    condition     = contains(["one_per_zone", "single"], var.nat_gateways)
    error_message = "nat_gateways must be one_per_zone or single."
  }
}

variable "interface_endpoints" {
  description = "AWS services that private subnets reach without the Internet. Each costs an hourly rate per zone."
  type        = set(string)
  default     = ["ecr.api", "ecr.dkr", "logs", "secretsmanager"]
}

variable "flow_log_retention_days" {
  description = "Days that flow logs are kept."
  type        = number
  default     = 30

  validation {
    condition     = contains([7, 14, 30, 60, 90, 180, 365], var.flow_log_retention_days)
    error_message = "CloudWatch keeps logs for 7, 14, 30, 60, 90, 180 or 365 days."
  }
}

variable "kms_key_arn" {
  description = "KMS key that encrypts the flow logs. CloudWatch Logs must be allowed to use it."
  type        = string
  default     = null
}
