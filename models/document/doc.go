// Package document takes in pictures and keeps them: decoded, judged, written
// anew and sealed. What is stored was made by this program from the pixels
// alone, so nothing that travelled beside them (a place, a name, a second file)
// survives.
//
// The limits (8 MB a file, 12 files and 40 MB an application, 40 megapixels) are
// checked before memory is spent: the header's dimensions before the decode.
//
// What it refuses: anything but JPEG and PNG, whatever it is called; a picture
// too small for its purpose; and a name given by the sender, which is never kept.
package document
