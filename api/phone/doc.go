// Package phone is what the phone page calls when a citizen answers a correction
// request at home. The application is the session's and never named by the
// caller; what can be read and answered of it is decided in models. models/phone
// says what is defended and how.
package phone
