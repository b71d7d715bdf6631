// Chinese runs on behind an address without a blank: only what an address is made of belongs to it.
const address = /https?:\/\/[A-Za-z0-9\-._~:/?#@!$&*+=%[\]]+/

/** The address in a message, if it has one. */
export const linkIn = (text: string): string | undefined => address.exec(text)?.[0].replace(/[.!?:]+$/, '')
