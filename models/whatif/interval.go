package whatif

import "math"

// z95 is the two-sided 95 % quantile of the normal distribution.
const z95 = 1.959963984540054

// pairing is two shares of the same matters, before and after, as sums of
// products: x and y are 1 where a matter counts as done with one visit, d and e
// where it is in the denominator.
type pairing struct {
	x, d, y, e     float64
	xy, xe, dy, de float64
}

func (p *pairing) add(weight, x, d, y, e float64) {
	p.x += weight * x
	p.d += weight * d
	p.y += weight * y
	p.e += weight * e
	p.xy += weight * x * y
	p.xe += weight * x * e
	p.dy += weight * d * y
	p.de += weight * d * e
}

func (p *pairing) exists() bool { return p.d > 0 && p.e > 0 }

// difference is the second share less the first.
func (p *pairing) difference() float64 { return p.y/p.e - p.x/p.d }

// wilson is the 95 % score interval of a share (E. B. Wilson, 1927).
func wilson(x, n float64) (low, high float64) {
	share, z2 := x/n, z95*z95
	centre := (share + z2/(2*n)) / (1 + z2/n)
	half := z95 / (1 + z2/n) * math.Sqrt(math.Max(0, share*(1-share)/n+z2/(4*n*n)))
	return math.Max(0, centre-half), math.Min(1, centre+half)
}

// interval is the 95 % interval of the difference: R. G. Newcombe, Improved
// confidence intervals for the difference between binomial proportions based on
// paired data, Statistics in Medicine 17 (1998) 2635-2650, method 10. The Wilson
// limits of both shares are squared and added, less what they vary together.
//
// It was chosen over a bootstrap because it needs no random numbers, so that the
// same matters give the same interval on every machine; because it does not
// collapse to a point where few matters change, as a bootstrap does; and because
// it stays inside -1..1. Where some matters leave the denominator the two shares
// are not of the same number; then the same is done with their correlation by
// linearisation (G. Y. Zou and A. Donner, Construction of confidence limits about
// effect measures, Statistics in Medicine 27 (2008) 1693-1702).
func (p *pairing) interval() (low, high float64) {
	before, after, together := p.x/p.d, p.y/p.e, p.correlation()
	l1, u1 := wilson(p.x, p.d)
	l2, u2 := wilson(p.y, p.e)
	spread := func(a, b float64) float64 { return math.Sqrt(math.Max(0, a*a-2*together*a*b+b*b)) }
	d := after - before
	return math.Max(-1, d-spread(after-l2, u1-before)), math.Min(1, d+spread(u2-after, before-l1))
}

func (p *pairing) correlation() float64 {
	before, after := p.x/p.d, p.y/p.e
	scale := math.Sqrt(before * (1 - before) * after * (1 - after))
	if scale == 0 {
		return 0
	}
	if p.d == p.e && p.de == p.d {
		n := p.d
		both, first, second := p.xy, p.x-p.xy, p.y-p.xy
		neither := n - both - first - second
		product := both*neither - first*second
		if product > 0 { // Newcombe's correction for continuity
			product = math.Max(0, product-n/2)
		}
		return product / (n * n * scale)
	}
	covariance := (p.xy - after*p.xe - before*p.dy + before*after*p.de) / (p.d * p.e)
	return math.Max(-1, math.Min(1, covariance/(scale/math.Sqrt(p.d*p.e))))
}

// widen adds, square by square, what comes of not knowing an assumed share
// exactly: the differences at its two ends.
func widen(at, low, high, atLow, atHigh float64) (float64, float64) {
	least, most := math.Min(atLow, atHigh), math.Max(atLow, atHigh)
	down := math.Hypot(at-low, math.Max(0, at-least))
	up := math.Hypot(high-at, math.Max(0, most-at))
	return math.Max(-1, at-down), math.Min(1, at+up)
}
