# For 1,000 events a second with three times of that in reserve; docs/deploy-aws.md has the sizes for more.
locals {
  environment        = "prod"
  production         = true
  monthly_budget_usd = 4000
  log_retention_days = 90
  alertmanager       = true

  network = {
    nat_gateways = "one_per_zone"
  }

  kafka = {
    kind          = "msk"
    brokers       = 3
    instance_type = "kafka.m7g.large"
    disk_gib      = 600
  }

  clickhouse = {
    replicas      = 2
    instance_type = "m7i.xlarge"
    disk_gib      = 500
  }

  services = {
    ingest = { cpu = 1024, memory = 2048, min = 2, max = 12 }
    stream = { cpu = 1024, memory = 2048, min = 2, max = 8 }
    query  = { cpu = 1024, memory = 2048, min = 2, max = 8 }
    jobs   = { cpu = 512, memory = 1024, min = 2, max = 2 }
  }
}
