variable "name" {
  description = "Name of the load balancer, such as `ecomind-prod-ingest`."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,29}[a-z0-9]$", var.name)) && !startswith(var.name, "internal-")
    error_message = "A load balancer's name must have 3 to 31 lower-case letters, digits and hyphens, and must not begin with internal-."
  }
}

variable "hostname" {
  description = "The name under which clients reach the service."
  type        = string

  validation {
    condition     = can(regex("^([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}$", var.hostname))
    error_message = "The host name must be a full name such as ingest.example.com."
  }
}

variable "zone_id" {
  description = "The Route 53 zone of the host name."
  type        = string
}

variable "vpc_id" {
  description = "The VPC."
  type        = string
}

variable "subnet_ids" {
  description = "Public subnets of at least two zones."
  type        = list(string)

  validation {
    condition     = length(var.subnet_ids) >= 2
    error_message = "A load balancer needs subnets in at least two zones."
  }
}

variable "target_cidrs" {
  description = "Addresses of the subnets where the service runs."
  type        = list(string)
}

variable "allowed_cidrs" {
  description = "Who may connect. The default is everybody."
  type        = list(string)
  default     = ["0.0.0.0/0"]

  validation {
    condition     = length(var.allowed_cidrs) > 0 && alltrue([for cidr in var.allowed_cidrs : can(cidrnetmask(cidr))])
    error_message = "allowed_cidrs must be IPv4 networks, at least one."
  }
}

variable "port" {
  description = "The service's port."
  type        = number
}

variable "backend_idle_seconds" {
  description = "How long the service keeps an idle connection: 7 s at the edge, 75 s at the query service (docs/reverse-proxy.md)."
  type        = number
}

variable "idle_timeout_seconds" {
  description = "How long the load balancer keeps an idle connection. It must give up first: who closes last meets requests on a closed connection, which clients see as 502."
  type        = number

  validation {
    condition     = var.idle_timeout_seconds >= 1 && var.idle_timeout_seconds < var.backend_idle_seconds
    error_message = "The load balancer's idle timeout must be shorter than the service's."
  }
}

variable "requests_per_5_minutes" {
  description = "Most requests of one address in five minutes; further ones are refused with 403. A company behind one address needs a high limit."
  type        = number
  default     = 1000000

  validation {
    condition     = var.requests_per_5_minutes >= 100 && var.requests_per_5_minutes <= 2000000000
    error_message = "WAF takes limits from 100 to 2,000,000,000."
  }
}

variable "deregistration_delay_seconds" {
  description = "How long a target that leaves may finish its requests."
  type        = number
  default     = 15
}

variable "deletion_protection" {
  description = "Whether the load balancer refuses to be deleted."
  type        = bool
}

variable "kms_key_arn" {
  description = "The key of WAF's logs."
  type        = string
}

variable "log_retention_days" {
  description = "Days that WAF's logs are kept."
  type        = number
  default     = 30
}
