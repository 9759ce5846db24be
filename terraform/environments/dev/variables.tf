# What is yours. terraform.tfvars.example shows each.

variable "region" {
  description = "AWS region."
  type        = string
}

variable "account_id" {
  description = "The AWS account, 12 digits."
  type        = string
}

variable "availability_zones" {
  description = "At least two zones of the region."
  type        = list(string)
}

variable "domain" {
  description = "Domain of a public Route 53 zone of this account."
  type        = string
}

variable "zone_id" {
  description = "Id of that zone."
  type        = string
}

variable "state_bucket" {
  description = "The bucket of this state."
  type        = string
}

variable "images" {
  description = "Images by digest, as a release's notes list them."
  type = object({
    ingest     = string
    stream     = string
    query      = string
    jobs       = string
    standalone = string
  })
}

variable "collector_image" {
  description = "Image of the AWS Distro for OpenTelemetry, by digest. Null: none."
  type        = string
  default     = null
}

variable "alarm_emails" {
  description = "Who is told of alarms."
  type        = set(string)
  default     = []
}

variable "github_repository" {
  description = "Whose workflows may publish images and plan, as OWNER/NAME."
  type        = string
  default     = null
}

variable "allowed_cidrs" {
  description = "Who may connect."
  type        = list(string)
  default     = ["0.0.0.0/0"]
}

variable "login" {
  description = "Login of people at an OpenID provider."
  type = object({
    issuer    = string
    client_id = string
    org       = optional(string)
  })
  default = null
}

variable "jwt" {
  description = "Bearer tokens of clients."
  type = object({
    jwks_url = string
    issuer   = string
    audience = string
  })
  default = null
}

variable "settings" {
  description = "More settings of single services, by the names in docs/distributed.md."
  type        = map(map(string))
  default     = {}
}
