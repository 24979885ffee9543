# 가용 영역마다 공개 서브넷 하나와 사설 서브넷 하나. 노드는 모두 사설 서브넷에 있다.
locals {
  zones = {
    for index, zone in var.availability_zones :
    zone => { public = var.public_cidrs[index], private = var.private_cidrs[index] }
  }
}

resource "aws_subnet" "public" {
  for_each = local.zones

  vpc_id            = var.vpc_id
  availability_zone = each.key
  cidr_block        = each.value.public

  # AWS Load Balancer Controller 가 이 표시로 서브넷을 찾는다.
  tags = {
    Name                                = "${var.name}-public-${each.key}"
    "kubernetes.io/role/elb"            = "1"
    "kubernetes.io/cluster/${var.name}" = "shared"
  }
}

resource "aws_subnet" "private" {
  for_each = local.zones

  vpc_id            = var.vpc_id
  availability_zone = each.key
  cidr_block        = each.value.private

  tags = {
    Name                                = "${var.name}-private-${each.key}"
    "kubernetes.io/role/internal-elb"   = "1"
    "kubernetes.io/cluster/${var.name}" = "shared"
  }
}

resource "aws_eip" "nat" {
  domain = "vpc"

  tags = { Name = "${var.name}-nat" }
}

# 하나로 충분하다: 노드가 밖으로 나가는 것은 이미지와 패키지를 받을 때뿐이다.
resource "aws_nat_gateway" "this" {
  allocation_id = aws_eip.nat.id
  subnet_id     = aws_subnet.public[var.availability_zones[0]].id

  tags = { Name = var.name }
}

resource "aws_route_table" "public" {
  vpc_id = var.vpc_id

  tags = { Name = "${var.name}-public" }
}

resource "aws_route" "internet" {
  route_table_id         = aws_route_table.public.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = var.internet_gateway_id
}

resource "aws_route_table_association" "public" {
  for_each = aws_subnet.public

  subnet_id      = each.value.id
  route_table_id = aws_route_table.public.id
}

resource "aws_route_table" "private" {
  vpc_id = var.vpc_id

  tags = { Name = "${var.name}-private" }
}

resource "aws_route" "nat" {
  route_table_id         = aws_route_table.private.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.this.id
}

resource "aws_route_table_association" "private" {
  for_each = aws_subnet.private

  subnet_id      = each.value.id
  route_table_id = aws_route_table.private.id
}
