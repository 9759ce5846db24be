variable "environment" {
  description = "Which environment this is: part of every name."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9]{1,11}$", var.environment))
    error_message = "The environment must have 2 to 12 lower-case letters and digits."
  }
}

variable "production" {
  description = "Whether what is here must survive: three brokers, encrypted connections, deletion protection, a network gateway per zone."
  type        = bool
}

variable "region" {
  description = "AWS region."
  type        = string
}

variable "account_id" {
  description = "The AWS account, 12 digits: what credentials of another account say is refused."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "The account id must have 12 digits."
  }
}

variable "domain" {
  description = "Domain of a public Route 53 zone of this account: clients post to ingest.DOMAIN, people open app.DOMAIN."
  type        = string

  validation {
    condition     = can(regex("^([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}$", var.domain))
    error_message = "The domain must be a name such as eco.example.com."
  }
}

variable "zone_id" {
  description = "Id of that zone."
  type        = string
}

variable "images" {
  description = "The image of each service, by digest; `standalone` has the `ecomind` command and runs the setup."
  type = object({
    ingest     = string
    stream     = string
    query      = string
    jobs       = string
    standalone = string
  })
}

variable "collector_image" {
  description = "Image of the AWS Distro for OpenTelemetry, by digest. Null: no collector, no managed Prometheus data, and the stream scales by CPU alone."
  type        = string
  default     = null
}

variable "alarm_emails" {
  description = "Who is told of alarms."
  type        = set(string)
  default     = []
}

variable "github_repository" {
  description = "Whose workflows may publish images and plan, as `OWNER/NAME`. Null: none."
  type        = string
  default     = null
}

variable "state_bucket" {
  description = "The bucket of the Terraform state."
  type        = string
}

variable "rules" {
  description = "Prometheus rule files by name, as YAML text."
  type        = map(string)
  default     = {}
}

variable "login" {
  description = "Login of people at an OpenID provider (docs/login.md). Null: API keys alone."
  type = object({
    issuer    = string
    client_id = string
    org       = optional(string)
  })
  default = null
}

variable "jwt" {
  description = "Bearer tokens of clients: where the keys are, issuer and audience. Null: API keys alone."
  type = object({
    jwks_url = string
    issuer   = string
    audience = string
  })
  default = null
}

variable "network" {
  description = "Addresses, zones and gateways."
  type = object({
    cidr                = optional(string, "10.60.0.0/16")
    availability_zones  = list(string)
    nat_gateways        = optional(string, "one_per_zone")
    interface_endpoints = optional(set(string), ["ecr.api", "ecr.dkr", "logs", "secretsmanager"])
  })

  validation {
    condition     = !var.production || var.network.nat_gateways == "one_per_zone"
    error_message = "Production needs a NAT gateway in each zone: with a single one, the loss of its zone is an outage of all."
  }
}

variable "kafka" {
  description = "The log, see modules/kafka."
  type = object({
    kind           = string
    instance_type  = string
    brokers        = optional(number, 3)
    disk_gib       = number
    tls_secret_arn = optional(string)
    ami            = optional(string)
  })
}

variable "clickhouse" {
  description = "The store, see modules/clickhouse."
  type = object({
    kind           = optional(string, "instances")
    replicas       = optional(number, 1)
    primary        = optional(number, 0)
    instance_type  = optional(string, "m7i.xlarge")
    disk_gib       = optional(number, 200)
    retention_days = optional(number, 35)
    ami            = optional(string)
    cloud = optional(object({
      endpoint_service = string
      hostname         = string
    }))
  })

  validation {
    condition     = !var.production || var.clickhouse.kind == "cloud" || var.clickhouse.replicas >= 2
    error_message = "Production needs at least two replicas of the store."
  }
}

variable "services" {
  description = "Size and number of tasks of each service."
  type = object({
    ingest = object({ cpu = number, memory = number, min = number, max = number })
    stream = object({ cpu = number, memory = number, min = number, max = number })
    query  = object({ cpu = number, memory = number, min = number, max = number })
    jobs   = object({ cpu = number, memory = number, min = number, max = number })
  })

  validation {
    condition     = !var.production || alltrue([for service in values(var.services) : service.min >= 2])
    error_message = "Production needs at least two tasks of each service, in different zones."
  }
}

variable "settings" {
  description = "More settings of single services, by the names in docs/distributed.md."
  type        = map(map(string))
  default     = {}

  validation {
    condition     = alltrue([for service in keys(var.settings) : contains(["ingest", "stream", "query", "jobs"], service)])
    error_message = "Settings are given by service: ingest, stream, query, jobs."
  }
}

variable "allowed_cidrs" {
  description = "Who may connect to the load balancers."
  type        = list(string)
  default     = ["0.0.0.0/0"]
}

variable "monthly_budget_usd" {
  description = "What the account may cost a month."
  type        = number
}

variable "log_retention_days" {
  description = "Days that logs are kept."
  type        = number
  default     = 30
}

variable "alertmanager" {
  description = "Whether the managed Alertmanager sends alerts."
  type        = bool
  default     = true
}
