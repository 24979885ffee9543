# 노드의 권한. kubeadm 클러스터에는 IRSA 가 없으므로 컨트롤러는 노드의 역할을 쓴다.

data "aws_iam_policy_document" "assume" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "node" {
  name               = "${var.name}-node"
  assume_role_policy = data.aws_iam_policy_document.assume.json
}

resource "aws_iam_role" "data" {
  name               = "${var.name}-data"
  assume_role_policy = data.aws_iam_policy_document.assume.json
}

# SSH 가 막혔을 때를 위한 Session Manager.
resource "aws_iam_role_policy_attachment" "session_manager" {
  for_each = { node = aws_iam_role.node.name, data = aws_iam_role.data.name }

  role       = each.value
  policy_arn = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"
}

# 기본 StorageClass 의 볼륨.
resource "aws_iam_role_policy_attachment" "volumes" {
  for_each = { node = aws_iam_role.node.name, data = aws_iam_role.data.name }

  role       = each.value
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy"
}

resource "aws_iam_instance_profile" "node" {
  name = "${var.name}-node"
  role = aws_iam_role.node.name
}

resource "aws_iam_instance_profile" "data" {
  name = "${var.name}-data"
  role = aws_iam_role.data.name
}

# 데이터베이스 노드만 백업을 쓴다.
data "aws_iam_policy_document" "backup" {
  statement {
    actions   = ["s3:ListBucket"]
    resources = [var.backup_bucket_arn]
  }

  statement {
    actions   = ["s3:GetObject", "s3:PutObject"]
    resources = ["${var.backup_bucket_arn}/*"]
  }
}

resource "aws_iam_role_policy" "backup" {
  name   = "backup"
  role   = aws_iam_role.data.id
  policy = data.aws_iam_policy_document.backup.json
}

# scan 의 작업이 분류용 그림을 읽는다.
data "aws_iam_policy_document" "assets" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["${var.assets_bucket_arn}/*"]
  }
}

resource "aws_iam_role_policy" "assets" {
  name   = "assets"
  role   = aws_iam_role.node.id
  policy = data.aws_iam_policy_document.assets.json
}
