// Package kiosk is what a kiosk calls for the citizen in front of it. Its
// handlers take who is calling, translate, call one use case and translate back;
// every rule stands in models.
//
// Texts are chosen here, in the language of the request, and nowhere below.
package kiosk
