# The real provider: it evaluates policy documents, which a mock would answer with nothing. It is told not to call AWS.
provider "aws" {
  region                      = "eu-central-1"
  access_key                  = "none"
  secret_key                  = "none"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
  skip_region_validation      = true
}


variables {
  name                 = "eco-test-ingest"
  hostname             = "ingest.example.com"
  zone_id              = "Z0123456789"
  vpc_id               = "vpc-1"
  subnet_ids           = ["subnet-1", "subnet-2"]
  target_cidrs         = ["10.0.16.0/20", "10.0.32.0/20"]
  port                 = 8080
  backend_idle_seconds = 7
  idle_timeout_seconds = 6
  deletion_protection  = true
  kms_key_arn          = "arn:aws:kms:eu-central-1:111122223333:key/00000000-0000-0000-0000-000000000000"
}

run "the_balancer_gives_up_idle_connections_first" {
  command = plan

  assert {
    condition     = aws_lb.this.idle_timeout == 6
    error_message = "The idle timeout must reach the load balancer."
  }
}

run "an_idle_timeout_as_long_as_the_services_is_refused" {
  command = plan

  variables {
    idle_timeout_seconds = 7
  }

  expect_failures = [var.idle_timeout_seconds]
}

run "odd_requests_are_dropped" {
  command = plan

  assert {
    condition     = aws_lb.this.drop_invalid_header_fields && aws_lb.this.desync_mitigation_mode == "strictest"
    error_message = "Requests that can be read in two ways must not pass."
  }
}

run "deletion_protection_reaches_the_balancer" {
  command = plan

  assert {
    condition     = aws_lb.this.enable_deletion_protection
    error_message = "A protected load balancer must not be deleted by mistake."
  }
}

run "plain_http_only_redirects" {
  command = plan

  assert {
    condition     = aws_lb_listener.http.default_action[0].type == "redirect" && aws_lb_listener.http.default_action[0].redirect[0].protocol == "HTTPS"
    error_message = "Port 80 must redirect."
  }
}

run "tls_is_1_2_or_newer" {
  command = plan

  assert {
    condition     = aws_lb_listener.https.protocol == "HTTPS" && aws_lb_listener.https.ssl_policy == "ELBSecurityPolicy-TLS13-1-2-2021-06"
    error_message = "The listener must speak TLS 1.2 and 1.3 alone."
  }
}

run "metrics_are_not_public" {
  command = plan

  assert {
    condition     = one(one(aws_lb_listener_rule.metrics.condition).path_pattern).values == toset(["/metrics"]) && aws_lb_listener_rule.metrics.action[0].fixed_response[0].status_code == "404"
    error_message = "/metrics must not be reached from outside."
  }
}

run "health_is_readiness" {
  command = plan

  assert {
    condition     = aws_lb_target_group.this.health_check[0].path == "/health/ready"
    error_message = "A draining task must get no more requests."
  }
}

run "the_firewall_limits_one_address" {
  command = plan

  variables {
    requests_per_5_minutes = 5000
  }

  assert {
    condition     = one([for rule in aws_wafv2_web_acl.this.rule : rule.statement[0].rate_based_statement[0].limit if rule.name == "rate-of-one-address"]) == 5000
    error_message = "The limit must reach the firewall."
  }
}

run "the_firewall_lets_large_batches_pass" {
  command = plan

  assert {
    condition = contains(flatten([for rule in aws_wafv2_web_acl.this.rule : [for group in rule.statement[0].managed_rule_group_statement : [
      for override in group.rule_action_override : override.name
    ]]]), "SizeRestrictions_BODY")
    error_message = "A batch of a mebibyte is refused by the firewall."
  }
}

run "the_firewalls_log_has_no_credentials" {
  command = plan

  assert {
    condition     = toset([for field in aws_wafv2_web_acl_logging_configuration.this.redacted_fields : field.single_header[0].name]) == toset(["authorization", "cookie", "x-api-key"])
    error_message = "Headers with credentials must be redacted."
  }
}

run "the_balancer_reaches_the_service_alone" {
  command = plan

  assert {
    condition     = alltrue([for rule in aws_vpc_security_group_egress_rule.targets : rule.from_port == 8080 && rule.to_port == 8080]) && toset([for rule in aws_vpc_security_group_egress_rule.targets : rule.cidr_ipv4]) == toset(var.target_cidrs)
    error_message = "The load balancer must reach the service's port in its subnets, and nothing else."
  }
}

run "one_subnet_is_refused" {
  command = plan

  variables {
    subnet_ids = ["subnet-1"]
  }

  expect_failures = [var.subnet_ids]
}

run "a_bare_word_is_no_host_name" {
  command = plan

  variables {
    hostname = "ingest"
  }

  expect_failures = [var.hostname]
}
