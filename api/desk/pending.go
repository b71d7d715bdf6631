package desk

import "onevisit/models"

var errPending = models.E(models.KindUnavailable, "not-ready")
