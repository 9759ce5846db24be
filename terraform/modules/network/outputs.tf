output "vpc_id" {
  description = "The VPC."
  value       = aws_vpc.this.id
}

output "cidr" {
  description = "Addresses of the VPC."
  value       = aws_vpc.this.cidr_block
}

output "public_subnet_ids" {
  description = "Subnets of load balancers, by zone."
  value       = { for zone, subnet in aws_subnet.public : zone => subnet.id }
}

output "public_subnet_cidrs" {
  description = "Addresses of the load balancers' subnets."
  value       = [for zone, cidr in local.subnets.public : cidr]
}

output "private_subnet_ids" {
  description = "Subnets of services, by zone."
  value       = { for zone, subnet in aws_subnet.private : zone => subnet.id }
}

output "private_subnet_cidrs" {
  description = "Addresses of the services' subnets."
  value       = [for zone, cidr in local.subnets.private : cidr]
}

output "data_subnet_ids" {
  description = "Subnets of the log and the store, by zone."
  value       = { for zone, subnet in aws_subnet.data : zone => subnet.id }
}
